package health

import _ "embed"

// Rules are example alerts for Prometheus, with what to do.
//
//go:embed rules.yml
var Rules []byte
