package io.orchestratex.gateway.console.frame;

import io.micronaut.http.HttpRequest;
import io.orchestratex.gateway.console.session.ConsoleSessions.SignedIn;
import io.orchestratex.kit.access.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in person's request for a page; a controller's method takes it as an argument.
 *
 * @param path without the query
 * @param query as it was sent, encoded; empty when there is none
 * @param parameters of the query, by name
 * @param partial whether a script asked, for a part of the page that it shows already
 */
public record Visit(
    SignedIn signedIn,
    String path,
    String query,
    Map<String, List<String>> parameters,
    Preferences preferences,
    @Nullable Flash flash,
    Instant now,
    boolean partial) {

  /** The request's attribute that says who is signed in. */
  public static final String SIGNED_IN = "orchestratex.console.signed-in";

  public Visit {
    parameters = Map.copyOf(parameters);
  }

  static Visit of(HttpRequest<?> request, SignedIn signedIn, Instant now) {
    String query = request.getUri().getRawQuery();
    return new Visit(
        signedIn,
        request.getPath(),
        query == null ? "" : query,
        request.getParameters().asMap(),
        Preferences.of(request),
        Flash.of(request),
        now,
        isPartial(request));
  }

  /** Whether one of the console's scripts sent a request. */
  public static boolean isPartial(HttpRequest<?> request) {
    return request.getHeaders().contains("HX-Request") || request.getHeaders().contains("X-Live");
  }

  public Caller caller() {
    return signedIn.caller();
  }

  /** Whether the caller holds one of the roles; an admin does. */
  public boolean may(String... roles) {
    return caller().hasAnyRole(roles);
  }

  /** The first value of a parameter, or null where it is missing or blank. */
  public @Nullable String parameter(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst().strip();
  }

  /** Where this page is: a link to it shows the same. */
  public String address() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
