package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/slackapp"
	"borgerbot/templates"
)

// slack looks at the app, its channel, who reads it, and at our clock against
// Slack's.
func (in *inspection) slack(ctx context.Context, n *notes) {
	if in.cfg.Slack.BotToken.Expose() == "" || in.cfg.Slack.AppToken.Expose() == "" {
		n.skip("a token is missing", "put it where slack.bot_token_file and slack.app_token_file say")
		return
	}
	app, err := slackapp.New(in.ways.Slack, slog.New(slog.DiscardHandler))
	if err != nil {
		n.fail(err.Error(), "correct it in the configuration")
		return
	}
	defer app.Close()
	defer clock(n, app) // Slack's answers below tell the time
	in.hearing(ctx, n, app)
	granted, err := app.Scopes(ctx)
	if err != nil {
		slackFailure(n, err)
		return
	}
	n.ok("Slack takes the bot token")
	scopes(n, granted)
	if !in.channel(ctx, n, app) {
		return
	}
	in.members(ctx, n, app)
	n.skip("how long Slack keeps what is written in the channel, which Slack does not tell an app",
		"look in Slack: the channel's details, Settings, and with an administrator the workspace's retention")
}

func slackFailure(n *notes, err error) {
	var e *slackapp.Error
	mend := errors.As(err, &e) && (e.Kind == slackapp.Misconfigured || e.Kind == slackapp.Bug)
	what, do, _ := strings.Cut(err.Error(), ": ")
	if code, hint, ok := strings.Cut(do, ": "); ok {
		what, do = what+": "+code, hint
	} else {
		what, do = what+": "+do, ""
	}
	n.add(Finding{Status: Failed, What: what, Do: do, Passing: !mend})
}

// hearing looks at the app token.
func (in *inspection) hearing(ctx context.Context, n *notes, app *slackapp.App) {
	if err := app.MayListen(ctx); err != nil {
		slackFailure(n, err)
		return
	}
	n.ok("Slack takes the app token and would let us listen (Socket Mode); no connection was made")
}

// scopes holds what the app may do against what its manifest asks for.
func scopes(n *notes, granted []string) {
	wanted, err := slackapp.ManifestScopes(templates.FS)
	switch {
	case err != nil:
		n.failure(err, false)
		return
	case len(granted) == 0:
		n.skip("what the app may do: Slack did not say", "look at OAuth & Permissions on the app's page")
		return
	}
	missing := slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return slices.Contains(granted, s) })
	more := slices.DeleteFunc(slices.Clone(granted), func(s string) bool { return slices.Contains(wanted, s) })
	if len(missing) > 0 {
		n.fail("the app may not do all it must: "+strings.Join(missing, ", "),
			"paste what \"borgerbot slack manifest\" prints over the app's manifest and install the app again")
	}
	if len(more) > 0 {
		n.warn("the app may do more than it needs: "+strings.Join(more, ", "), "take it away at OAuth & Permissions on the app's page")
	}
	if len(missing)+len(more) == 0 {
		n.ok("the app may do what its manifest asks for, and no more: %s", strings.Join(wanted, ", "))
	}
}

// distrust says of each problem of the channel itself what it is and what to do.
var distrust = map[slackapp.TrustProblem][2]string{
	slackapp.TrustMissing:  {"there is no such channel, or the bot is not in it", "invite the bot to the channel, or correct slack.channel"},
	slackapp.TrustArchived: {"the channel is archived", "take it out of the archive, or name another"},
	slackapp.TrustPublic:   {"the channel is public: everybody in the workspace can read it", "make a private one and name that"},
	slackapp.TrustShared:   {"the channel is shared with others, or about to be", "end that, or make another channel and name that"},
}

// channel looks at the channel itself, and reports whether it is any use to go on.
func (in *inspection) channel(ctx context.Context, n *notes, app *slackapp.App) bool {
	problem, err := app.Channel(ctx)
	if err != nil {
		slackFailure(n, err)
		return false
	}
	if problem == "" {
		n.ok("the channel is private, shared with nobody, and not archived")
		return true
	}
	n.fail(distrust[problem][0], distrust[problem][1])
	return problem != slackapp.TrustMissing
}

// members holds who is in the channel against the configuration.
func (in *inspection) members(ctx context.Context, n *notes, app *slackapp.App) {
	there, absent, inside, err := app.Members(ctx)
	if err != nil {
		slackFailure(n, err)
		return
	}
	if !inside {
		n.fail(distrust[slackapp.TrustMissing][0], distrust[slackapp.TrustMissing][1])
	}
	well := inside
	for _, m := range there {
		if m.Problem != "" {
			well = false
			in.unwelcome(n, m)
		}
	}
	if well {
		n.ok("in the channel are only configured advisers and listed bots: %d", len(there))
	}
	for _, id := range absent {
		n.warn(fmt.Sprintf("adviser %s is not in the channel", in.person(id)), "invite her, or take her out of the configuration")
	}
}

// unwelcome tells of a member for whom nothing is posted.
func (in *inspection) unwelcome(n *notes, m slackapp.Member) {
	who := in.person(m.ID)
	switch m.Problem {
	case slackapp.TrustGuest:
		n.fail(fmt.Sprintf("%s is a guest or of another organisation", who), "make her a full member of the workspace, or take her out of the channel")
	case slackapp.TrustDeactivated:
		n.fail(fmt.Sprintf("the account of %s is deactivated", who), "take her out of the channel and of the configuration")
	case slackapp.TrustDisguised:
		n.fail(fmt.Sprintf("%s is a bot where a person is meant, or a person where a bot is", who), "correct advisers[].slack or slack.bots")
	default:
		n.fail(fmt.Sprintf("%s is in the channel and is no configured adviser and no listed bot", who),
			"take her out of the channel, or put her under advisers or slack.bots; until then nothing is posted")
	}
}

// person names somebody by the configuration's id of the adviser, or by Slack's.
func (in *inspection) person(slackID string) string {
	for _, a := range in.cfg.Advisers {
		if a.Slack == slackID {
			return string(a.ID)
		}
	}
	return "Slack's " + slackID
}

// How far our clock may be from Slack's.
const (
	clockDoubt = time.Minute
	clockWrong = 5 * time.Minute
)

// clock holds the machine's clock against Slack's.
func clock(n *notes, app *slackapp.App) {
	ahead, asked := app.ClockAhead()
	off := ahead.Abs().Round(time.Second)
	f := Finding{Part: "clock", Status: OK, What: fmt.Sprintf("the machine's clock is within %s of Slack's", clockDoubt)}
	switch {
	case asked.IsZero():
		f.Status, f.What, f.Do = Skipped, "the machine's clock: Slack has not answered", "see slack"
	case off > clockWrong:
		f.Status, f.What = Failed, fmt.Sprintf("the machine's clock is %s off Slack's", off)
		f.Do = "set it, and have the machine keep it (NTP): letters would tell wrong dates, and from ten minutes on no deadline is acted on"
	case off > clockDoubt:
		f.Status, f.What = Warning, fmt.Sprintf("the machine's clock is %s off Slack's", off)
		f.Do = "have the machine keep its time (NTP)"
	}
	n.add(f)
}
