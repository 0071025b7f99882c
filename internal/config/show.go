package config

import "github.com/goccy/go-yaml"

// Show returns the configuration as it is in force, preset and own file together,
// as YAML. In place of secrets, and of the names of their files, stands a mask.
func (c *Config) Show() ([]byte, error) { return yaml.Marshal(c) }
