package io.orchestratex.kit.apidocs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each kind of departure from a document is found. */
class ApiContractTest {

  private static final String DOCUMENT =
      """
      {"openapi": "3.0.3", "info": {"title": "t", "version": "1"},
       "paths": {
         "/api/things": {
           "get": {"operationId": "listThings",
             "parameters": [{"name": "limit", "in": "query",
                             "schema": {"type": "integer", "maximum": 100}}],
             "responses": {"200": {"description": "ok", "content": {"application/json":
               {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}},
               "default": {"$ref": "#/components/responses/Failure"}}},
           "post": {"operationId": "createThing",
             "requestBody": {"required": true, "content": {"application/json":
               {"schema": {"$ref": "#/components/schemas/Thing"}}}},
             "responses": {"201": {"description": "made",
                 "headers": {"Location": {"schema": {"type": "string"}}}},
               "default": {"$ref": "#/components/responses/Failure"}}}},
         "/api/things/{id}": {
           "delete": {"operationId": "deleteThing",
             "parameters": [{"name": "id", "in": "path", "required": true,
                             "schema": {"type": "string", "pattern": "^[a-z]+$"}}],
             "responses": {"204": {"description": "gone"}}}}},
       "components": {
         "responses": {"Failure": {"description": "no", "content": {"application/problem+json":
           {"schema": {"type": "object", "required": ["code"],
                       "properties": {"code": {"type": "string"}}}}}}},
         "schemas": {"Thing": {"type": "object", "required": ["name"],
           "properties": {
             "name": {"type": "string"},
             "kind": {"type": "string", "enum": ["small", "large"]},
             "seen_at": {"type": "string", "format": "date-time", "nullable": true},
             "free": {"type": "object", "additionalProperties": true}}}}}}
      """;

  private final ApiContract contract = contract();

  private static ApiContract contract() {
    try {
      return ApiContract.of(new ObjectMapper().readTree(DOCUMENT));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void passesWhatIsDescribed() {
    passes(
        "GET", "/api/things?limit=5", null, 200, json(), "[{\"name\":\"a\",\"kind\":\"small\"}]");
    passes(
        "GET",
        "/api/things",
        null,
        200,
        json(),
        "[{\"name\":\"a\",\"seen_at\":null,\"free\":{\"anyThing\":[1]}}]");
    passes("POST", "/api/things", "{\"name\":\"a\"}", 201, Map.of("Location", "/x"), "");
    passes("DELETE", "/api/things/abc", null, 204, Map.of(), "");
    passes("POST", "/api/things", "{}", 400, problem(), "{\"code\":\"request.invalid\"}");
    passes("GET", "/api/others", null, 200, json(), "{}");
  }

  @Test
  void findsWhatAnAnswerHasThatIsNotDescribed() {
    fails("the status 202", "POST", "/api/things", "{\"name\":\"a\"}", 202, Map.of(), "");
    fails("the header Location", "GET", "/api/things", null, 200, with(json(), "Location"), "[]");
    fails("content type text/plain", "GET", "/api/things", null, 200, type("text/plain"), "[]");
    fails(
        "createdAt", "GET", "/api/things", null, 200, json(), "[{\"name\":\"a\",\"createdAt\":1}]");
    fails("kind", "GET", "/api/things", null, 200, json(), "[{\"name\":\"a\",\"kind\":\"SMALL\"}]");
    fails("name", "GET", "/api/things", null, 200, json(), "[{\"kind\":\"small\"}]");
    fails(
        "seen_at",
        "GET",
        "/api/things",
        null,
        200,
        json(),
        "[{\"name\":\"a\",\"seen_at\":\"now\"}]");
    fails("the body is empty", "GET", "/api/things", null, 200, json(), "");
    fails("code", "GET", "/api/things", null, 404, problem(), "{}");
    fails("the status 404", "DELETE", "/api/things/a", null, 404, problem(), "{\"code\":\"a\"}");
    fails("no operation PUT", "PUT", "/api/things", "{}", 200, json(), "{}");
  }

  @Test
  void findsWhatIsAcceptedAlthoughTheDocumentCallsItInvalid() {
    Map<String, String> made = Map.of("Location", "/x");
    fails("request", "POST", "/api/things", "{\"kind\":\"small\"}", 201, made, "");
    fails("more", "POST", "/api/things", "{\"name\":\"a\",\"more\":1}", 201, made, "");
    fails("limit", "GET", "/api/things?limit=101", null, 200, json(), "[]");
    fails("limit", "GET", "/api/things?limit=few", null, 200, json(), "[]");
    fails("parameter sort", "GET", "/api/things?sort=name", null, 200, json(), "[]");
    fails("parameter id", "DELETE", "/api/things/A1", null, 204, Map.of(), "");
  }

  private void passes(
      String method,
      String path,
      @Nullable String body,
      int status,
      Map<String, String> headers,
      String answer) {
    Exchange exchange = exchange(method, path, body, status, headers, answer);
    assertThatCode(() -> contract.check(exchange)).doesNotThrowAnyException();
  }

  private void fails(
      String message,
      String method,
      String path,
      @Nullable String body,
      int status,
      Map<String, String> headers,
      String answer) {
    Exchange exchange = exchange(method, path, body, status, headers, answer);
    assertThatThrownBy(() -> contract.check(exchange))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static Exchange exchange(
      String method,
      String path,
      @Nullable String body,
      int status,
      Map<String, String> headers,
      String answer) {
    return new Exchange(
        method,
        URI.create("http://localhost" + path),
        headers(json()),
        body,
        status,
        headers(headers),
        answer);
  }

  private static HttpHeaders headers(Map<String, String> headers) {
    Map<String, List<String>> all = new java.util.HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return HttpHeaders.of(all, (_, _) -> true);
  }

  private static Map<String, String> json() {
    return type("application/json");
  }

  private static Map<String, String> problem() {
    return type("application/problem+json");
  }

  private static Map<String, String> type(String type) {
    return Map.of("Content-Type", type);
  }

  private static Map<String, String> with(Map<String, String> headers, String name) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, "/x");
    return more;
  }
}
