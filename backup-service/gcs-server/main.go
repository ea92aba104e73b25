// Command gcs-server is the Google Cloud Storage server of the tests: fake-gcs-server, and around it what that one
// leaves out and a vault relies on: who may do what, a bucket that there is not, the conditions of a composition, the
// time until which an object is retained.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"
)

// Who may do everything; others have what was granted to them.
const admin = "admin@tests"

type server struct {
	store   http.Handler
	changes sync.Mutex // The store behind decides no conditions between objects by itself.
	grants  sync.Map   // Who, to the permissions, separated by blanks.
}

func main() {
	address := flag.String("address", "127.0.0.1:0", "where it listens")
	flag.Parse()
	store, err := fakestorage.NewServerWithOptions(fakestorage.Options{
		NoListener: true, Scheme: "http", PublicHost: *address, Writer: io.Discard,
	})
	if err != nil {
		log.Fatal(err)
	}
	log.SetOutput(os.Stderr)
	log.Fatal(http.ListenAndServe(*address, &server{store: store.HTTPHandler()}))
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/token":
		token(w, r)
		return
	case "/grant": // ?who=…&permissions=…
		s.grants.Store(r.URL.Query().Get("who"), r.URL.Query().Get("permissions"))
		return
	}
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.EscapedPath(), "/upload"), "/download")
	parts := strings.SplitN(strings.TrimPrefix(path, "/storage/v1/b"), "/", 4) // "", bucket, "o", object
	if len(parts) > 1 && parts[1] != "" {
		if !s.allowed(w, r, parts) {
			return
		}
	}
	if r.Method == http.MethodGet {
		s.store.ServeHTTP(w, r)
		return
	}
	s.changes.Lock()
	defer s.changes.Unlock()
	if len(parts) == 4 && r.Method == http.MethodDelete && s.retained(w, parts) {
		return
	}
	if len(parts) == 4 && strings.HasSuffix(parts[3], "/compose") && !s.composable(w, r, parts) {
		return
	}
	s.store.ServeHTTP(w, r)
}

// token gives everybody a token: the name in the signed request, whose signature is not looked at.
func token(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.FormValue("assertion"), ".")
	var claims struct {
		Iss string `json:"iss"`
	}
	if len(parts) == 3 {
		text, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(text, &claims)
	}
	w.Header().Set("Content-Type", "application/json")
	if strings.HasPrefix(claims.Iss, "unknown@") {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant","error_description":"Invalid grant: account not found"}`)
		return
	}
	fmt.Fprintf(w, `{"access_token":%q,"expires_in":3600,"token_type":"Bearer"}`, claims.Iss)
}

func (s *server) allowed(w http.ResponseWriter, r *http.Request, parts []string) bool {
	who := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	for _, permission := range permissions(r, parts) {
		granted, _ := s.grants.Load(who)
		if who != admin && (granted == nil || !strings.Contains(" "+granted.(string)+" ", " "+permission+" ")) {
			fail(w, http.StatusForbidden, "forbidden", fmt.Sprintf(
				"%s does not have %s access to the Google Cloud Storage object. Permission '%s' denied on resource (or it may not exist).",
				who, permission, permission))
			return false
		}
	}
	if len(parts) > 2 && s.look("/storage/v1/b/"+parts[1]).Code == http.StatusNotFound {
		fail(w, http.StatusNotFound, "notFound", "The specified bucket does not exist.")
		return false
	}
	return true
}

// permissions are those that a request takes.
func permissions(r *http.Request, parts []string) []string {
	switch {
	case len(parts) < 3:
		return []string{"storage.buckets.get"}
	case len(parts) == 3 && r.Method == http.MethodGet:
		return []string{"storage.objects.list"}
	case len(parts) == 3:
		if generation := r.URL.Query().Get("ifGenerationMatch"); generation != "" && generation != "0" {
			return []string{"storage.objects.create", "storage.objects.delete"}
		}
		return []string{"storage.objects.create"}
	case strings.HasSuffix(parts[3], "/compose"):
		return []string{"storage.objects.create", "storage.objects.get"}
	case r.Method == http.MethodDelete:
		return []string{"storage.objects.delete"}
	case r.Method == http.MethodGet:
		return []string{"storage.objects.get"}
	default:
		return []string{"storage.objects.update", "storage.objects.setRetention"}
	}
}

func (s *server) look(path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	s.store.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer
}

func (s *server) retained(w http.ResponseWriter, parts []string) bool {
	var object struct {
		Retention struct{ RetainUntilTime time.Time }
	}
	_ = json.Unmarshal(s.look("/storage/v1/b/"+parts[1]+"/o/"+parts[3]).Body.Bytes(), &object)
	if object.Retention.RetainUntilTime.After(time.Now()) {
		fail(w, http.StatusForbidden, "retentionPolicyNotMet",
			"Object is subject to its retention configuration and cannot be deleted or overwritten until "+
				object.Retention.RetainUntilTime.Format(time.RFC3339))
		return true
	}
	return false
}

// composable tells whether a composition may begin: its destination is as it is asked to be, and so is each source.
func (s *server) composable(w http.ResponseWriter, r *http.Request, parts []string) bool {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var order struct {
		SourceObjects []struct {
			Name       string
			Generation string
		}
	}
	if err := json.Unmarshal(body, &order); err != nil {
		fail(w, http.StatusBadRequest, "invalid", err.Error())
		return false
	}
	object := "/storage/v1/b/" + parts[1] + "/o/"
	if r.URL.Query().Get("ifGenerationMatch") == "0" &&
		s.look(object+strings.TrimSuffix(parts[3], "/compose")).Code == http.StatusOK {
		fail(w, http.StatusPreconditionFailed, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")
		return false
	}
	for _, source := range order.SourceObjects {
		var found struct{ Generation string }
		answer := s.look(object + url.PathEscape(source.Name))
		_ = json.Unmarshal(answer.Body.Bytes(), &found)
		if answer.Code != http.StatusOK || source.Generation != "" && source.Generation != found.Generation {
			fail(w, http.StatusNotFound, "notFound", "Object "+source.Name+" (generation: "+source.Generation+") not found.")
			return false
		}
	}
	return true
}

func fail(w http.ResponseWriter, status int, reason, message string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"code": status, "message": message,
		"errors": []map[string]string{{"domain": "global", "reason": reason, "message": message}},
	}})
}
