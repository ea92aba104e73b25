package io.orchestratex.kit.access;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.management.endpoint.annotation.Endpoint;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/**
 * Who may call a route, as its annotations say: {@code @PermitAll}, {@code @RolesAllowed} or
 * {@code @DenyAll}, on the method or else on its class. Of the management endpoints {@code /health}
 * is open, which shows little to a stranger, and the others are for the scraper. An admin may call
 * all but those that are denied.
 */
public sealed interface RouteAccess {

  /** Every caller, also one without a token. */
  record Open() implements RouteAccess {}

  /** Callers with one of the roles, and admins; no caller when there are none. */
  record Roles(List<String> roles) implements RouteAccess {
    public Roles {
      roles = List.copyOf(roles);
    }
  }

  /** The route does not say who may. */
  record Undeclared() implements RouteAccess {}

  /** What holds for a route. */
  static RouteAccess of(AnnotationMetadata route) {
    if (route.hasAnnotation(Endpoint.class)) {
      return route.stringValue(Endpoint.class).orElse("").equals("health")
              || route.stringValue(Endpoint.class, "id").orElse("").equals("health")
          ? new Open()
          : new Roles(List.of(Role.SCRAPER));
    }
    // A method's own annotation comes before its class's; merged metadata would hold the roles of
    // both. Where a path has a placeholder it is merged in some processes all the same, so there
    // only the class says who may (HouseRules).
    RouteAccess own = declared(route.getTargetAnnotationMetadata().getDeclaredMetadata());
    return own instanceof Undeclared ? declared(route) : own;
  }

  private static RouteAccess declared(AnnotationMetadata metadata) {
    if (metadata.hasAnnotation(DenyAll.class)) {
      return new Roles(List.of());
    }
    if (metadata.hasAnnotation(RolesAllowed.class)) {
      return new Roles(List.of(metadata.stringValues(RolesAllowed.class)));
    }
    return metadata.hasAnnotation(PermitAll.class) ? new Open() : new Undeclared();
  }
}
