package standin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var people = map[string]string{"ULISA": "Lisa", "CKLAGER": "klager"}

// TestMrkdwn shows how the stand-in reads markup; ⟨⟩ is what Slack makes of it.
func TestMrkdwn(t *testing.T) {
	for _, tt := range []struct{ text, html string }{
		{"*fed*, _skrå_ og ~ud~", "<b>fed</b>, <i>skrå</i> og <s>ud</s>"},
		{"*fed _og skrå_*", "<b>fed </b><b><i>og skrå</i></b>"},
		{"2*3*4 snake_case_navn", "2*3*4 snake_case_navn"}, // inside words there is no markup
		{"* punkt *", "* punkt *"},
		{"*ikke\nover linjer*", "*ikke\nover linjer*"},
		{"`a*b*` og ```x\ny```", "<code>a*b*</code> og <code>x\ny</code>"},
		{"&lt;!channel&gt; &amp; mere", "&lt;!channel&gt; &amp; mere"},
		{"<!channel> <@ULISA> <@UX> <#CKLAGER>", `<span class="mention">@channel</span> <span class="mention">@Lisa</span> <span class="mention">@UX</span> #klager`},
		{"<!date^1^{date}|1. marts>", "1. marts"},
		{"<https://evil.example|Sagen>", `<a title="https://evil.example" href="#">Sagen</a>`},
		{"se https://x.example/a?b=1&amp;c.", `se <a title="https://x.example/a?b=1&amp;c" href="#">https://x.example/a?b=1&amp;c</a>.`},
		{"&gt; citat", "▎ citat"},
		{"< tom > <>", "<a title=\" tom \" href=\"#\"> tom </a> &lt;&gt;"},
	} {
		p := htmlPainter{names: people}
		p.spans(Text{mrkdwn, tt.text, false}.spans(people))
		if got := p.out.String(); got != tt.html {
			t.Errorf("%q shows as %q, want %q", tt.text, got, tt.html)
		}
	}
	verbatim := Text{mrkdwn, "https://x.example", true}.spans(nil)
	if len(verbatim) != 1 || verbatim[0].url != "" {
		t.Errorf("verbatim text is linked: %+v", verbatim)
	}
	inert := Text{plainText, "*a* <!channel> https://x.example", false}.spans(nil)
	if diff := cmp.Diff([]span{{text: "*a* <!channel> https://x.example"}}, inert, cmp.AllowUnexported(span{})); diff != "" {
		t.Errorf("plain_text is not inert:\n%s", diff)
	}
}

const cardJSON = `[
 {"type":"header","text":{"type":"plain_text","text":"Henvendelse BR-7K3QXM-5"}},
 {"type":"section","text":{"type":"mrkdwn","text":"*Taget af* <@ULISA>"},"fields":[
  {"type":"mrkdwn","text":"*Modtaget*\n1. marts 1900"},{"type":"mrkdwn","text":"*Frist*\n15. marts 1900"},{"type":"plain_text","text":"Alene"}],
  "accessory":{"type":"overflow","options":[{"text":{"type":"plain_text","text":"Luk"},"value":"l"},{"text":{"type":"plain_text","text":"Note"},"value":"n"}]}},
 {"type":"divider"},
 {"type":"section","text":{"type":"plain_text","text":"<!channel> *Sagen* er ikke behandlet, og jeg har ventet i meget lang tid, synes jeg selv; se https://x.example"}},
 {"type":"rich_text","elements":[
  {"type":"rich_text_section","elements":[{"type":"text","text":"Fra "},{"type":"user","user_id":"ULISA"},{"type":"link","url":"https://x.example","text":"her"}]},
  {"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"et"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"to"}]}]},
  {"type":"rich_text_quote","elements":[{"type":"text","text":"citat\nto linjer"}]},
  {"type":"rich_text_preformatted","elements":[{"type":"text","text":"kode"}]}]},
 {"type":"context","elements":[{"type":"plain_text","text":"2 bilag"},{"type":"mrkdwn","text":"_følsomt_"}]},
 {"type":"table","rows":[[{"type":"raw_text","text":"a"},{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"b"}]}]}]]},
 {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Tag"},"style":"primary"},
  {"type":"button","text":{"type":"plain_text","text":"Afvis"},"style":"danger","confirm":{"title":{"type":"plain_text","text":"Sikker?"},
   "text":{"type":"plain_text","text":"Borgeren får brev."},"confirm":{"type":"plain_text","text":"Ja"},"deny":{"type":"plain_text","text":"Nej"}}},
  {"type":"static_select","placeholder":{"type":"plain_text","text":"Emne"},"options":[{"text":{"type":"plain_text","text":"Bolig"},"value":"b"}]}]}
]`

const cardText = `Henvendelse BR-7K3QXM-5
═══════════════════════
Taget af ⟨@Lisa⟩
Modtaget                               Frist
1. marts 1900                          15. marts 1900
Alene
[⋯ Luk | Note]
──────────────────────────────────────────────────────────────────────────────
<!channel> *Sagen* er ikke behandlet, og jeg har ventet i meget lang tid,
synes jeg selv; se https://x.example
Fra ⟨@Lisa⟩her ⟨https://x.example⟩
1. et
2. to
▎ citat
▎ to linjer
    kode
2 bilag · følsomt
a | b
[Tag]  [Afvis]  [‹Emne› ▾ Bolig]
  [Afvis] asks: Sikker? — Borgeren får brev. [Ja] [Nej]`

const modalJSON = `{"type":"modal","title":{"type":"plain_text","text":"Afvis"},"submit":{"type":"plain_text","text":"Send"},"close":{"type":"plain_text","text":"Annuller"},"blocks":[
 {"type":"input","label":{"type":"plain_text","text":"Begrundelse"},"hint":{"type":"plain_text","text":"Højst 3000 tegn"},
  "element":{"type":"plain_text_input","multiline":true,"initial_value":"Det er"}},
 {"type":"input","optional":true,"label":{"type":"plain_text","text":"Henvis til"},
  "element":{"type":"radio_buttons","options":[{"text":{"type":"plain_text","text":"Ankestyrelsen"},"value":"a"},{"text":{"type":"mrkdwn","text":"*Ombudsmanden*"},"value":"o"}],
   "initial_option":{"text":{"type":"mrkdwn","text":"*Ombudsmanden*"},"value":"o"}}},
 {"type":"input","label":{"type":"plain_text","text":"Dato"},"element":{"type":"datepicker","initial_date":"1900-03-01"}},
 {"type":"input","label":{"type":"plain_text","text":"Til"},"element":{"type":"plain_text_input","placeholder":{"type":"plain_text","text":"adresse"}}}
]}`

const modalText = `╭─ Afvis
│ Begrundelse:
│   [Det er]
│   Højst 3000 tegn
│ Henvis til (optional):
│   ○ Ankestyrelsen  ● Ombudsmanden
│ Dato:
│   [1900-03-01]
│ Til:
│   [‹adresse›]
╰─ [Annuller] [Send]`

func TestRenderText(t *testing.T) {
	blocks, err := ParseBlocks([]byte(cardJSON))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cardText, RenderText(blocks, people)); diff != "" {
		t.Errorf("card (-want +got):\n%s", diff)
	}
	view, err := ParseView([]byte(modalJSON))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(modalText, RenderViewText(view, people)); diff != "" {
		t.Errorf("modal (-want +got):\n%s", diff)
	}
	home, err := ParseView([]byte(`{"type":"home","blocks":[{"type":"divider"}]}`))
	if got := RenderViewText(home, nil); err != nil || !strings.HasPrefix(got, "╭─ Home\n│ ──") || !strings.HasSuffix(got, "╰─") {
		t.Errorf("home:\n%s\n%v", got, err)
	}
}

// TestRenderHTML checks that the page is whole and that nothing a citizen
// writes becomes markup of the page.
func TestRenderHTML(t *testing.T) {
	blocks, err := ParseBlocks([]byte(strings.Replace(cardJSON, "2 bilag", "<script>alert(1)</script>", 1)))
	if err != nil {
		t.Fatal(err)
	}
	page := RenderHTML(blocks, people)
	for _, want := range []string{"<h1>Henvendelse BR-7K3QXM-5</h1>", `<span class="button primary">Tag</span>`, `<span class="button danger">Afvis</span>`,
		"&lt;script&gt;", "<blockquote>citat\nto linjer</blockquote>", "<ol><li>", "<pre>kode</pre>", "<td>a</td>", "&lt;!channel&gt; *Sagen*"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "src=") || strings.Contains(page, "url(") {
		t.Error("the page loads or runs something")
	}
	view, err := ParseView([]byte(modalJSON))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<div class="title">Afvis</div>`, `<div class="field tall">Det er</div>`, `<span class="placeholder">adresse</span>`, `<span class="button primary">Send</span>`} {
		if page := RenderViewHTML(view, nil); !strings.Contains(page, want) {
			t.Errorf("the modal's page lacks %s", want)
		}
	}
	home, err := ParseView([]byte(`{"type":"home","blocks":[{"type":"divider"}]}`))
	if err != nil || !strings.Contains(RenderViewHTML(home, nil), "<hr>") {
		t.Error("the home tab shows nothing")
	}
}
