package io.orchestratex.kit.apidocs;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.orchestratex.kit.access.RouteAccess;
import io.orchestratex.kit.failure.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a service answers instead of a success, the same for all operations. */
final class Refusals {

  private static final String RESPONSES = "#/components/responses/";

  /** A refusal by its name among the components. */
  private enum Refusal {
    BAD_REQUEST(
        400,
        "BadRequest",
        "The request is not valid; `errors` name the fields.",
        "request.invalid",
        "/name is missing"),
    UNAUTHORIZED(
        401,
        "Unauthorized",
        "There is no valid token or API key in the request.",
        "access.token-missing",
        "The request carries no token."),
    FORBIDDEN(
        403,
        "Forbidden",
        "The caller has none of the roles that may do this.",
        "access.role-missing",
        "This needs one of the roles admin, operator."),
    NOT_FOUND(
        404,
        "NotFound",
        "There is no such thing, or none that the caller may know of.",
        "backup.unknown",
        "No backup has the id 20261127_031500."),
    CONFLICT(
        409,
        "Conflict",
        "The state of the thing does not allow this now; nothing was changed.",
        "backup.not-running",
        "The backup 20261127_031500 has ended already."),
    TOO_LARGE(
        413,
        "PayloadTooLarge",
        "The body is larger than the service takes.",
        "http.request-entity-too-large",
        "The body has more than 1048576 bytes."),
    MEDIA_TYPE(
        415,
        "UnsupportedMediaType",
        "The body is not of a type that the operation reads.",
        "http.unsupported-media-type",
        "Content Type [text/plain] not allowed. Allowed types: [application/json]"),
    BUSY(
        429,
        "TooManyRequests",
        "Too much at once; try again after the time in `Retry-After`.",
        "limit.too-many-requests",
        "Too many requests. Try again in 2 seconds."),
    UNAVAILABLE(
        503,
        "ServiceUnavailable",
        "Something that the service needs is down; the same request may succeed later.",
        "store.unavailable",
        "The database does not answer. Try again in a few seconds."),
    FAILURE(
        500,
        "Failure",
        "Any other refusal, or a fault of the service's own.",
        "http.internal-server-error",
        "The service met a fault of its own; the trace id finds it in the log.");

    private final int status;
    private final String component;
    private final String description;
    private final String code;
    private final String detail;

    Refusal(int status, String component, String description, String code, String detail) {
      this.status = status;
      this.component = component;
      this.description = description;
      this.code = code;
      this.detail = detail;
    }

    private String key() {
      return this == FAILURE ? "default" : Integer.toString(status);
    }
  }

  private Refusals() {}

  /**
   * Adds the refusals that an operation may answer.
   *
   * @param responses those that are written already, which stay
   */
  static void add(
      Map<String, Object> responses,
      HttpMethod method,
      RouteAccess access,
      boolean hasInput,
      boolean hasPathVariable,
      boolean hasBody) {
    add(responses, Refusal.BAD_REQUEST, hasInput);
    add(responses, Refusal.UNAUTHORIZED, access instanceof RouteAccess.Roles);
    add(responses, Refusal.FORBIDDEN, access instanceof RouteAccess.Roles);
    add(responses, Refusal.NOT_FOUND, hasPathVariable);
    add(responses, Refusal.CONFLICT, method != HttpMethod.GET);
    add(responses, Refusal.TOO_LARGE, hasBody);
    add(responses, Refusal.MEDIA_TYPE, hasBody);
    add(responses, Refusal.BUSY, true);
    add(responses, Refusal.UNAVAILABLE, true);
    add(responses, Refusal.FAILURE, true);
  }

  private static void add(Map<String, Object> responses, Refusal refusal, boolean possible) {
    if (!possible) {
      return;
    }
    if (responses.get(refusal.key()) instanceof Map<?, ?> written) {
      if (!written.containsKey(Nodes.REF)) {
        Map<String, Object> both = Nodes.copy(written);
        Map<String, Object> content = Nodes.copy(written.get("content"));
        content.put(Problem.MEDIA_TYPE, problem(refusal));
        both.put("content", content);
        responses.put(refusal.key(), both);
      }
      return;
    }
    responses.put(refusal.key(), Map.of(Nodes.REF, RESPONSES + refusal.component));
  }

  static Map<String, Object> components() {
    Map<String, Object> components = new TreeMap<>();
    for (Refusal refusal : Refusal.values()) {
      Map<String, Object> response = new LinkedHashMap<>();
      response.put("description", refusal.description);
      if (refusal == Refusal.BUSY || refusal == Refusal.UNAVAILABLE) {
        response.put("headers", Map.of("Retry-After", retryAfter()));
      }
      response.put("content", Map.of(Problem.MEDIA_TYPE, problem(refusal)));
      components.put(refusal.component, response);
    }
    return components;
  }

  private static Map<String, Object> retryAfter() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("description", "Seconds after which to try again, where that is known.");
    header.put("schema", Map.of("type", "integer", "minimum", 0));
    header.put("example", 2);
    return header;
  }

  private static Map<String, Object> problem(Refusal refusal) {
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("type", "https://orchestratex.io/problems/" + refusal.code);
    example.put("title", HttpStatus.valueOf(refusal.status).getReason());
    example.put("status", refusal.status);
    example.put("detail", refusal.detail);
    example.put("instance", "/api/v1/cases/42");
    example.put("code", refusal.code);
    example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    if (refusal == Refusal.BAD_REQUEST) {
      example.put("errors", List.of(Map.of("pointer", "/name", "detail", "is missing")));
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("schema", Nodes.ref(Problem.class.getSimpleName()));
    content.put("example", example);
    return content;
  }

  /** How a caller shows who they are. */
  static Map<String, Object> securitySchemes() {
    Map<String, Object> bearer = new LinkedHashMap<>();
    bearer.put("type", "http");
    bearer.put("scheme", "bearer");
    bearer.put("bearerFormat", "JWT");
    bearer.put("description", "A token of POST /api/v1/auth/token.");
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("type", "apiKey");
    key.put("in", "header");
    key.put("name", "X-API-Key");
    key.put("description", "A key of POST /api/v1/api-keys, which the gateway takes for a token.");
    Map<String, Object> schemes = new LinkedHashMap<>();
    schemes.put("bearer", bearer);
    schemes.put("apiKey", key);
    return schemes;
  }

  /** The security of an operation. */
  static List<Object> security(RouteAccess access) {
    return access instanceof RouteAccess.Open
        ? List.of()
        : List.of(Map.of("bearer", List.of()), Map.of("apiKey", List.of()));
  }
}
