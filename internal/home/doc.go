// Package home keeps the advisers' home tabs in Slack as they must look now.
//
// Who has opened the tab gets it published at once, and again whenever something
// on it has changed, also after a restart: who they are is kept in the store. A
// tab is published only when it differs from what stands there, and no more often
// than Slack likes. Somebody who is no configured adviser, or is none any more,
// gets a tab that says so and nothing else.
//
// The tab holds references, dates and codes only, whatever the office discloses.
// What is pressed on it goes the same way as what is pressed on cards.
package home
