// Package slackapp speaks with one Slack workspace for the advisers: it posts and
// updates messages, opens modals, asks whether the channel may be trusted, and
// hears what people press, by the Web API and Socket Mode of slack-go.
//
// It knows nothing of inquiries, cards or who may do what. What it promises:
//
//   - Nothing is written twice by itself. No write is repeated here; a post whose
//     fate is unknown is an [Error] of kind [InDoubt], and [App.FindByKey] tells
//     whether it arrived. Slack's only mark for that is the opaque key in the
//     message metadata, which anybody in the workspace may read.
//   - What is pressed is acknowledged before anything is done about it, within
//     Slack's three seconds however slow the [Handler] is, and only if there is
//     room to do it: a press that is not acknowledged shows the user a warning.
//     Presses on one message are handled in their order, each once, although Slack
//     may deliver an envelope again.
//   - A channel is trusted only on what Slack says about it at the time
//     ([App.Verify]): private, shared with nobody, the bot inside, every member an
//     adviser of the configuration or a listed bot.
//   - No token, text or address of a socket is in an error or in the log: errors
//     carry Slack's own code and our words. slack-go's debug mode is never on.
//   - Messages never unfurl links and are sent without parse and link_names, so
//     that Slack adds nothing to them.
//
// Methods may be called from any goroutine.
package slackapp
