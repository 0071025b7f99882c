// Package triage turns what advisers press in Slack into acts on the desk, and
// answers them.
//
// Slack has acknowledged a press before anything here happens, so a stop at the
// wrong moment can lose a press but never half-apply one (design 8). A press
// counts only from a configured adviser, on a value this program signed, for an
// act that fits where the inquiry stands now. Anything else gets a friendly word
// that only the one who pressed can see, and changes nothing.
//
// The text of a letter is shown to one adviser at a time, masked, in a modal
// that leaves nothing in the channel, and the journal says who saw it.
package triage
