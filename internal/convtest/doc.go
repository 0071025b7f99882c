// Package convtest tells stories of an office and checks that they come true: the
// whole daemon, over the real protocols, among the stand-ins of package stage,
// inside a testing/synctest bubble where months pass in a moment.
//
// Each story is a txtar file in testdata/stories. Its comment is the script, one
// command a line; the files below are letters that come in, and goldens: cards,
// letters and windows as people read them. "go test -update" rewrites the
// goldens in place, and the diff is to be read aloud by somebody who reads Danish.
// "go test -run Stories/NAME -v" prints what happened, and so does a story that
// fails. "go test -crash 2s" kills the daemon two seconds after each step of each
// story and starts it again: the same must come true.
//
// # The script
//
// A line that begins with # tells the story. Words with spaces stand in 'single
// quotation marks'. N is an inquiry, counted from 1 in the order in which they
// came; left out, it is the newest. WHO is an adviser's id, such as a1, or the
// Slack id of anybody else.
//
//	at 2026-03-02T09:15          time passes (local time); "at 15:00" is the same day. Long
//	                             spans are passed with the daemon stopped until a while before.
//	office PRESET [stopped] [key=value …]
//	                             the office opens, with settings of its configuration, such as
//	                             deadline.workdays=5 or mailboxes.0.max_megabytes=8
//	mail FILE [in MAILBOX[/FOLDER]]
//	                             a letter arrives
//	bounce LETTER [STATUS]       the newest such letter comes back (RFC 3464); 5.1.1 if not told;
//	                             4.x.x is a delay, 2.x.x a delivery
//	outlook FILE [in MAILBOX]    an adviser's own letter lies in Sent
//	edit 'WORDS'                 an adviser adds words to the newest draft and saves it
//	press WHO BUTTON [on N]      in the window before her, else on the card or in its thread
//	stale WHO BUTTON [on N]      on a screen that shows an older card
//	choose WHO input=value …     fills inputs and leaves the window open
//	submit WHO [refused] [input=value …]
//	close WHO                    closes the window
//	home WHO                     opens her home tab
//	presshome WHO BUTTON         a button on it, by its words or its action
//	presswhisper WHO BUTTON      a button in what only she was told last
//	slash WHO CHANNEL [TEXT]     types /borgerbot TEXT in a channel or conversation
//	operator ACT [N]             what the command line does: erase, handed-over, adopt
//	operator refused ACT [N]     the same, and it is refused
//	operator export [N]          borgerbot case export
//	operator person ADDRESS      borgerbot person export
//	operator act ACT N [as=WHO] [field=value …]
//	                             borgerbot case act
//	channel HOW [USER]           public, private, join USER, leave USER
//	renumber FOLDER              the mail server gives the folder a new UIDVALIDITY
//	mkdir FOLDER                 the first mailbox has one folder more
//	tidy N FOLDER                somebody moves the N-th mail of the inbox to a folder
//	say WHO 'WORDS'              an adviser answers in the thread of the newest card
//	unsay                        whoever has said something deletes it
//	expunge N                    somebody deletes the N-th mail of the inbox
//	fail SERVER HOW …            imap, smtp, slack, oauth: see faults_test.go
//	heal                         every server is well again
//	records HOW                  what befalls the folder of the records system, which
//	                             export.folder=RECORDS names: taken, refused (the newest
//	                             file), lost, back
//	stop, start                  the daemon, in order
//	crash                        the daemon is killed; start follows
//	setback DURATION             the daemon's clock was ahead so far, and is set right while it is down
//	backup                       the operator takes a copy, beside the daemon
//	restore [keeping-erasures]   the machine is lost, with its list of erasures or without; the
//	                             newest copy is put back, and the daemon starts
//	restore behind DURATION      the same, and until it is over the machine's clock is behind
//	restore killed               a restore is killed while it unpacks; the daemon starts on what was there
//	rotate                       the operator puts a new master key in place; the daemon starts, and
//	                             a quarter of an hour later has taken a copy that it opens
//	reconfigure [key=value …]    stop, change the configuration, start
//
// What has come of it:
//
//	cmp card|thread|journal [N] FILE
//	cmp modal|whisper|errors|home WHO FILE
//	cmp letter [KIND] FILE       the newest letter, or the newest of a kind
//	cmp alarm [CODE] FILE        the newest alarm, or the newest of a code
//	cmp digest|channel|inbox FILE
//	cmp export FILE              the newest export: its files, and what its journal says
//	cmp records FILE             what lies in the folder of the records system
//	cmp drafts [MAILBOX] FILE    the drafts, of the first mailbox if none is named
//	cmp folder [MAILBOX/]FOLDER FILE
//	                             the subjects of what lies in a folder
//	letters [KIND …]             exactly these letters have left, in this order
//	alarms [CODE …]              exactly these alarms have been mailed
//	inquiries [STATE …]          exactly these inquiries there are
//	twice KIND                   the newest such letter left twice, the same bytes
//	log 'WORDS'                  the log says so; errors must be named like this
//
// A story ends with all of its letters and alarms told.
//
// Letters in the archive are templates: {{ref}} and {{ref 2}} are references,
// {{mailid "L01"}} the Message-ID of our newest such letter, {{stamp "L01"}} its stamp,
// {{words "L01"}} its text and {{quote "L01"}} the text quoted; {{draft "Subject"}} is a header of the newest draft, {{megabytes 30}}
// an attachment in base64. Headers that say nothing (To, Message-ID, Date,
// Content-Type) can be left out.
//
// # What always holds
//
// After each story the runner checks on its own that no word of a letter has
// reached the log, nor Slack beyond what the office discloses; that no letter
// left twice, nor two that differ under one Message-ID; that an inquiry has one
// card; that Slack had nothing to object to and was answered within 100 ms; that
// every mail in the mailboxes is in the store, dealt with; and that the journal's
// chain holds and leads to the inquiries as they are stored. References and ids,
// which differ from run to run, have stable names in goldens.
package convtest
