package io.orchestratex.backup.target;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what can be backed up; never how to log in there. */
@Controller("/api/v1/targets")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
final class TargetController {

  private final Targets targets;

  TargetController(Targets targets) {
    this.targets = targets;
  }

  /**
   * A target.
   *
   * @param scopes how much of it one restore can be about
   * @param reachable whether it answered just now; {@code failure} says why not
   */
  record TargetView(
      String id,
      String engine,
      String address,
      Set<ScopeLevel> scopes,
      boolean reachable,
      @Nullable String version,
      List<String> databases,
      @Nullable String failure) {}

  @Get
  Page<TargetView> list(@OpenAPIRequest PageRequest page) {
    List<Targets.Registered> all = targets.all();
    return Page.of(
        all.stream().skip(page.offset()).limit(page.limit()).map(TargetController::view).toList(),
        page,
        all.size());
  }

  @Get("/{id}")
  TargetView get(String id) {
    return view(targets.get(id));
  }

  private static TargetView view(Targets.Registered registered) {
    Target target = registered.target();
    Set<ScopeLevel> scopes = ScopeLevel.of(registered.engine());
    try {
      ServerFacts facts = registered.engine().describe(registered.access());
      return new TargetView(
          target.id(),
          target.engine(),
          target.address(),
          scopes,
          true,
          facts.version(),
          facts.databases(),
          null);
    } catch (EngineException e) {
      return new TargetView(
          target.id(),
          target.engine(),
          target.address(),
          scopes,
          false,
          null,
          List.of(),
          e.getMessage());
    }
  }
}
