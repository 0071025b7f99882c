package mailmsg_test

import (
	"strings"
	"testing"

	"borgerbot/internal/mailmsg"
)

// reply is a mail that answers another.
func reply(body string) string {
	return "From: gudrun@example.org\nSubject: SV: Din henvendelse\nIn-Reply-To: <kvit.1@example.org>\nContent-Type: text/plain; charset=utf-8\n\n" + body
}

func replyHTML(body string) string {
	return strings.Replace(reply(body), "text/plain", "text/html", 1)
}

// kinds prints what each line of a message is, one letter a line, "-" for an
// empty one.
func kinds(m mailmsg.Message) string {
	var out strings.Builder
	at := 0
	text := m.Text.Reveal()
	for line := range strings.Lines(text) {
		letter := byte('?')
		for _, s := range m.Segments {
			if at >= s.Start && at < s.End {
				letter = s.Kind[0]
			}
		}
		if strings.TrimSpace(line) == "" {
			letter = '-'
		}
		out.WriteByte(letter)
		at += len(line)
	}
	return out.String()
}

// TestHistoryFormats folds the history of each program that citizens use, and
// nothing of what a citizen may write herself (mail.md 7).
func TestHistoryFormats(t *testing.T) {
	for _, c := range []struct{ name, raw, kinds string }{
		{"Outlook, Danish", reply("Tak.\n\nFra: Rådgiver <raadgiver@example.org>\nSendt: 2. marts 2026 09:12\nTil: Gudrun\nEmne: Kvittering\n\nVi har fået dit brev."), "o-qqqq-q"},
		{"Outlook, Danish, bold", reply("Tak.\n\n*Fra:* Rådgiver\n*Sendt:* 2. marts 2026 09:12\n*Til:* Gudrun\n*Emne:* Kvittering\n\nBrev."), "o-qqqq-q"},
		{"Outlook, English", reply("Thanks.\n\nFrom: Adviser\nSent: Monday, 2 March 2026 09:12\nTo: Gudrun\nSubject: Receipt\n\nLetter."), "o-qqqq-q"},
		{"Outlook with rule", reply("Tak.\n________________________________\nFra: Rådgiver\nSendt: 2. marts 2026\nTil: Gudrun\nEmne: Kvittering\n\nBrev."), "oqqqqq-q"},
		{"Outlook with Dato", reply("Tak.\n\nFra: Rådgiver\nDato: 2. marts 2026\nTil: Gudrun\nEmne: Kvittering\n\nBrev."), "o-qqqq-q"},
		{"old Outlook", reply("Tak.\n\n-----Oprindelig meddelelse-----\nFra: Rådgiver\n\nBrev."), "o-qq-q"},
		{"old Outlook, English", reply("Thanks.\n\n-----Original Message-----\nFrom: Adviser\n\nLetter."), "o-qq-q"},
		{"Samsung", reply("Tak.\n\n-------- Oprindelig besked --------\nFra: Rådgiver\nBrev."), "o-qqq"},
		{"Gmail, Danish", reply("Tak.\n\nDen tir. 3. mar. 2026 kl. 09.12 skrev Rådgiver <raadgiver@example.org>:\n\n> Brev.\n> Mvh.\n\nPS: Husk det."), "o-q-qq-o"},
		{"Gmail, wrapped", reply("Tak.\n\nDen tir. 3. mar. 2026 kl. 09.12 skrev Borgerrådgiveren i Kommunen <\nraadgiver@example.org>:\n\n> Brev."), "o-qq-q"},
		{"Gmail, English", reply("Thanks.\n\nOn Tue, Mar 3, 2026 at 9:12 AM Adviser <raadgiver@example.org> wrote:\n\n> Letter."), "o-q-q"},
		{"Apple", reply("Tak.\n\n> Den 3. mar. 2026 kl. 09.12 skrev Rådgiver <raadgiver@example.org>:\n> \n> Brev."), "o-qqq"},
		{"Apple, quote without marks", reply("Tak.\n\nDen 3. mar. 2026 kl. 09.12 skrev Rådgiver <raadgiver@example.org>:\n\nBrev.\nMvh."), "o-q-qq"},
		{"Thunderbird", reply("Tak.\n\nDen 03-03-2026 kl. 09:12 skrev Borgerrådgiveren:\n> Brev."), "o-qq"},
		{"Yahoo", reply("Tak.\n\n    Den tirsdag den 3. marts 2026 09.12.33 CET skrev Rådgiver <raadgiver@example.org>:\n\n Brev."), "o-q-q"},
		{"Proton", reply("Tak.\n\nDen tirsdag den 3. marts 2026 kl. 09:12, Rådgiver <raadgiver@example.org> skrev:\n\n> Brev."), "o-q-q"},
		{"answers between quotes", reply("> Hvornår?\nI mandags.\n> Hvor?\nPå kontoret."), "qoqo"},
		{"Gmail HTML", replyHTML(`<div>Tak.</div><br><div class="gmail_quote"><div class="gmail_attr">Den tir. 3. mar. 2026 kl. 09.12 skrev Rådgiver &lt;<a href="mailto:raadgiver@example.org">raadgiver@example.org</a>&gt;:<br></div><blockquote class="gmail_quote"><div>Brev.</div><div>Mvh.</div></blockquote></div>`), "o-q-qq"},
		{"Apple HTML", replyHTML(`Tak.<br><blockquote type="cite">Den 3. mar. 2026 kl. 09.12 skrev Rådgiver:<br>Brev.</blockquote>`), "o-qq"},
		{"Outlook HTML", replyHTML(`<p class=MsoNormal>Tak.</p><div style="border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>Fra:</b> Rådgiver<br><b>Sendt:</b> 2. marts 2026<br><b>Til:</b> Gudrun<br><b>Emne:</b> Kvittering</p></div><p class=MsoNormal>Brev.</p>`), "oqqqqq"},

		{"Outlook HTML in paragraphs", replyHTML(`<p>Tak.</p><p>Fra: R</p><p>Sendt: i dag</p><p>Til: G</p><p>Emne: K</p><p>Brev.</p>`), "o-q-q-q-q-q"},

		{"honest: they wrote to me", reply("Den 3. maj ringede jeg, og de skrev til mig:\n\nVi vender tilbage.\n\nDet gjorde de ikke."), "o-o-o"},
		{"honest, with year and time", reply("Den 3. maj 2026 kl. 10.12 skrev jeg til jobcentret:\nHvornår får jeg svar?"), "oo"},
		{"honest: heading of a letter", reply("Fra: Gudrun Holm\nTil: Borgerrådgiveren\nDato: 3. maj 2026\nEmne: Klage\n\nJeg vil klage."), "oooo-o"},
		{"honest: Fra with one line", reply("Jeg fik et brev.\nFra: Ydelseskontoret\nDe siger nej."), "ooo"},
		{"honest: a drawn line", reply("Først dette.\n----------------\nSå dette."), "ooo"},
		{"honest: two hyphens and a letter", reply("Hej\n--\n" + strings.Repeat("Det er en lang historie.\n", 40)), "oo" + strings.Repeat("o", 40)},

		{"signature", reply("Tak.\n-- \nGudrun Holm\nTlf. 12345678"), "osss"},
		{"signature above history", reply("Tak.\n-- \nGudrun\n\nDen 3. mar. 2026 kl. 09.12 skrev Rådgiver <raadgiver@example.org>:\n> Brev."), "oss-qq"},
		{"phone", reply("Tak.\n\nSendt fra min iPhone"), "o-s"},
		{"phone above history", reply("Tak.\n\nHent Outlook til Android<https://aka.example.org/x>\n________________________________\nFra: R\nSendt: i dag\nTil: G\nEmne: K\n\nBrev."), "o-sqqqqq-q"},
		{"honest: sent from", reply("Sendt fra min søsters adresse, fordi jeg ikke har mail."), "o"},
		{"disclaimer", reply("Tak.\n\nDenne e-mail er udelukkende beregnet for modtageren. Er du\nikke rette modtager, så slet den.\n\nGudrun"), "o-ss-o"},
		{"disclaimer with attachments", reply("Tak.\n\nDenne meddelelse og eventuelle vedhæftede filer er fortrolige."), "o-s"},
		{"disclaimer, addressee", reply("Tak.\n\nE-mailen er fortrolig og alene til brug for adressaten."), "o-s"},
		{"disclaimer, English", reply("Thanks.\n\nPlease note that this message may contain confidential information."), "o-s"},
		{"disclaimer, privacy", reply("Tak.\n\nVi behandler personoplysninger i overensstemmelse med loven. Læs mere på example.org."), "o-s"},
		{"another program", reply("Tak.\n\nAfsendt fra min iPhone"), "o-s"},
		{"honest: keep it secret", reply("Denne mail er fortrolig. Den må ikke sendes videre."), "o"},
		{"honest: data", reply("Vi behandler personoplysninger om min søn, siger de, men ikke godt."), "o"},
		{"honest: got it by mistake", reply("Hej\n\nDenne mail fik jeg ved en fejl, og den er ikke til mig. Jeg har slettet den."), "o-o"},
		{"honest: confidential", reply("Denne mail indeholder fortrolige oplysninger om mit barn."), "o"},
	} {
		m := parse(t, []byte(c.raw))
		if got := kinds(m); got != c.kinds {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.kinds, segments(m))
		}
		checkSegments(t, c.name, m)
	}
}

// TestFirstContactIsNeverCut: in a mail that answers nothing, history was brought
// along on purpose, and is read.
func TestFirstContactIsNeverCut(t *testing.T) {
	for _, c := range []struct{ name, subject, body, kinds string }{
		{"pasted Outlook thread", "Klage", "Se hvad de skriver.\n\nFra: Jobcentret\nSendt: 2. marts 2026\nTil: Gudrun\nEmne: Afslag\n\nNej.", "o-ffff-f"},
		{"pasted quote", "Klage", "De skriver:\n> Nej.\nDet er ikke i orden.", "ofo"},
		{"Outlook forward", "VS: Afslag", "Hvad nu?\n\nFra: Jobcentret\nSendt: 2. marts 2026\nTil: Gudrun\nEmne: Afslag\n\nNej.", "o-ffff-f"},
		{"Gmail forward", "Fwd: Afslag", "Hvad nu?\n\n---------- Forwarded message ---------\nFra: Jobcentret <jobcenter@example.org>\nDate: man. 2. mar. 2026\nSubject: Afslag\n\nNej.", "o-ffff-f"},
		{"Apple forward", "Fwd: Afslag", "Hvad nu?\n\nStart på videresendt besked:\n\n> Fra: Jobcentret\n> \n> Nej.", "o-f-fff"},
		{"Thunderbird forward", "Afslag", "-------- Videresendt meddelelse --------\nEmne: Afslag\n\nNej.", "ff-f"},
		{"forward marked in an answer", "SV: Afslag", "Hvad nu?\n\n---------- Videresendt meddelelse ---------\nNej.", "o-ff"},
	} {
		head := "From: gudrun@example.org\nSubject: " + c.subject + "\n\n"
		m := parse(t, []byte(head+c.body))
		if got := kinds(m); got != c.kinds {
			t.Errorf("%s: %s, want %s", c.name, got, c.kinds)
		}
	}
}

// checkSegments holds what every message promises: segments cover the text
// without gaps, neighbours differ, and no character is split.
func checkSegments(t testing.TB, name string, m mailmsg.Message) {
	t.Helper()
	text, at := m.Text.Reveal(), 0
	for i, s := range m.Segments {
		if s.Start != at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("%s: segment %d is %d..%d after %d of %d", name, i, s.Start, s.End, at, len(text))
		}
		if i > 0 && m.Segments[i-1].Kind == s.Kind {
			t.Fatalf("%s: segments %d and %d are both %s", name, i-1, i, s.Kind)
		}
		if s.End < len(text) && text[s.End]&0xc0 == 0x80 {
			t.Fatalf("%s: segment %d ends within a character", name, i)
		}
		at = s.End
	}
	if at != len(text) {
		t.Fatalf("%s: segments end at %d of %d", name, at, len(text))
	}
}
