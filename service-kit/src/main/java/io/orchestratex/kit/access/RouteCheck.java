package io.orchestratex.kit.access;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.web.router.Router;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Stops the start when a route does not say who may call it: that everyone may would go unnoticed.
 */
@Singleton
@Requires(beans = Router.class)
final class RouteCheck implements ApplicationEventListener<StartupEvent> {

  private final Router router;

  RouteCheck(Router router) {
    this.router = router;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    List<String> undeclared =
        router
            .uriRoutes()
            .filter(route ->
                RouteAccess.of(route.getAnnotationMetadata()) instanceof RouteAccess.Undeclared)
            .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
            .sorted()
            .distinct()
            .toList();
    if (!undeclared.isEmpty()) {
      throw new IllegalStateException(
          "These routes do not say who may call them; give each @RolesAllowed, @PermitAll or"
              + " @DenyAll: "
              + String.join(", ", undeclared));
    }
  }
}
