package e2etest

import (
	"io"
	"net"
	"net/http"
	"testing"
)

// freePort is an address nobody listens on.
func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ask gets a page of the daemon.
func ask(address, page string) (code int, body string, err error) {
	answer, err := http.Get("http://" + address + page)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw), err
}
