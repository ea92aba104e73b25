//go:build tools

// Package tools names the S3 server that the tests of the vaults run on.
package tools

import _ "github.com/versity/versitygw/cmd/versitygw"
