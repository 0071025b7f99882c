package mailmsg

import (
	"strings"
	"testing"
)

// render prints pieces, the hidden ones in braces.
func render(pieces []piece) string {
	var out strings.Builder
	for _, p := range pieces {
		if p.kind == Hidden {
			out.WriteString("{" + p.text + "}")
		} else {
			out.WriteString(p.text)
		}
	}
	return out.String()
}

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"blocks make lines", `<div>Hej</div><div>igen</div>`, "Hej\nigen"},
		{"paragraphs have space", `<p>Hej</p><p>igen</p>`, "Hej\n\nigen"},
		{"Outlook's have none", `<p class=MsoNormal>Hej</p><p class=MsoNormal>igen</p>`, "Hej\nigen"},
		{"Outlook's empty line", `<p class=MsoNormal>Hej</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>igen</p>`, "Hej\n\nigen"},
		{"Gmail's empty line", `<div>Hej</div><div><br></div><div>igen</div>`, "Hej\n\nigen"},
		{"never two empty lines", `a<br><br><br><br><p></p><p></p>b`, "a\n\nb"},
		{"blanks are one", "a \n\t b<span> </span>c&nbsp;&nbsp;d", "a b c  d"},
		{"words split by tags stay whole", `sags<b>behand</b>ling og 061093<span>-5001</span>`, "sagsbehandling og 061093-5001"},
		{"entities", `&aelig;&#248;&aring; &lt;b&gt;`, "æøå <b>"},
		{"lists", `<ul><li>en<li>to</ul>slut`, "- en\n- to\n\nslut"},
		{"cells", `<table><tr><td>Navn<td>Gudrun</tr><tr><th>By</th><th> </th><th>Odense</th></tr></table>`, "Navn\tGudrun\nBy\tOdense"},
		{"pre", "<pre>a\n b\n\nc</pre>", "a\nb\n\nc"},
		{"style pre-wrap", `<div style="white-space: pre-wrap">a` + "\n" + `b</div>`, "a\nb"},
		{"scripts and styles", `<style>p{}</style><title>Brev</title><script>x()</script>Hej<!-- ikke --><![if x]>!`, "Hej!"},
		{"style sheet without end", `<style><!-- p{} <p>Hej</p>igen`, "p{}\n\nHej\n\nigen"},
		{"unclosed tag", `Hej <b igen`, "Hej"},
		{"stray end tags", `</p></div>Hej</td></b> igen`, "Hej igen"},
		{"quotation by a program", `a<blockquote type="cite">b<blockquote type=cite>c</blockquote>d</blockquote>e`, "a\n\n> b\n\n> > c\n\n> d\n\ne"},
		{"indent is no quotation", `<blockquote style="margin:0 0 0 40px">b</blockquote>`, "b"},

		{"link that says where it goes", `<a href="https://www.example.org/">example.org</a>`, "example.org"},
		{"link that says another place", `<a href="https://evil.example/">borger.dk</a> !`, "borger.dk <https://evil.example/> !"},
		{"mail link", `<a href="mailto:ane@example.org">ane@example.org</a>`, "ane@example.org"},
		{"script link", `<a href="javascript:x()">klik</a>`, "klik"},
		{"link around a picture", `<a href="https://example.org"><img src=x></a>a`, "a"},

		{"display:none", `a<span style="display:none">skjult</span>b`, "a{skjult}b"},
		{"preheader", `<div style="max-height:0;overflow:hidden">skjult</div>b`, "{skjult}\nb"},
		{"hidden attribute", `<p hidden>skjult</p>b`, "{skjult}\n\nb"},
		{"white on white", `<font color="#FFFFFF">skjult</font> b`, "{skjult} b"},
		{"nearly white", `<span style="color:rgb(252, 253, 254)">skjult</span>b`, "{skjult}b"},
		{"white on black", `<td bgcolor=black><span style="color:white">synlig</span></td>`, "synlig"},
		{"white over a picture", `<td style="background:url(x)"><span style="color:white">synlig</span></td>`, "synlig"},
		{"text on black by style sheet", `<div style="background:#000" class=lys>synlig</div>`, "synlig"},
		{"no size", `<span style="font-size:0px">skjult</span>b`, "{skjult}b"},
		{"no size undone inside", `<td style="font-size:0"><p style="font-size:14px">synlig</p></td>`, "synlig"},
		{"small but there", `<span style="font-size:0.8em">synlig</span>`, "synlig"},
		{"invisible, undone inside", `<div style="visibility:hidden">x<b style="visibility:visible">y</b></div>`, "{x}y"},
		{"hidden paragraph ends with the next", `<p style="display:none">skjult<p>synlig`, "{skjult}\n\nsynlig"},
		{"hidden cell ends with the next", `<tr><td style="display:none">skjult<td>synlig`, "{skjult}\tsynlig"},
	} {
		pieces, cut := htmlText(c.html, 1<<20)
		if got := render(pieces); got != c.want || cut {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// White letters on what the program did not know to be white paper are read.
func TestLetterThatHidesAllItsWords(t *testing.T) {
	r := &reading{lim: DefaultLimits()}
	if got := render(r.readable(media{value: "text/html"}, []byte(`<div style="color:white">Jeg vil klage.</div>`)).pieces); got != "Jeg vil klage." {
		t.Errorf("%q", got)
	}
}

func TestHTMLTextIsCut(t *testing.T) {
	pieces, cut := htmlText(strings.Repeat("<p>Hej igen</p>", 1000), 500)
	if n := len(render(pieces)); !cut || n < 500 || n > 520 {
		t.Errorf("%d bytes, cut %v", n, cut)
	}
}

// A table nested deeper than any mail program nests keeps its words.
func TestHTMLTextOfDeepNesting(t *testing.T) {
	pieces, _ := htmlText(strings.Repeat("<table><tr><td>", 2000)+"Hej"+strings.Repeat("</td></tr></table>", 2000), 1<<20)
	if got := render(pieces); got != "Hej" {
		t.Errorf("%q, want the words", got)
	}
}
