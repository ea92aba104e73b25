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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what can be backed up; never how to log in there. */
@Controller("/api/v1/targets")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Backup targets", description = "The servers that can be backed up and restored.")
final class TargetController {

  private final Targets targets;
  private final Restorability restorability;

  TargetController(Targets targets, Restorability restorability) {
    this.targets = targets;
    this.restorability = restorability;
  }

  /**
   * A server that can be backed up.
   *
   * @param id id of the target, as the settings name it
   * @param engine its engine, such as {@code mongodb} or {@code postgresql}
   * @param address where it is, without account and password
   * @param scopes how much of it one restore can be about
   * @param reachable whether it answered just now; {@code failure} says why not
   * @param version the version that it reports; absent when it did not answer
   * @param databases the databases that a full backup holds; empty when it did not answer
   * @param failure why it did not answer, for a person; absent when it did
   * @param lastGoodBackup the newest backup that succeeded and was not found damaged since; left
   *     out when there is none, or the catalog cannot be read
   * @param restorable whether it could be restored as things are
   */
  @Schema(name = "BackupTarget")
  record TargetView(
      String id,
      String engine,
      String address,
      Set<ScopeLevel> scopes,
      boolean reachable,
      @Nullable String version,
      List<String> databases,
      @Nullable String failure,
      @Nullable LastGoodBackup lastGoodBackup,
      Restorable restorable) {}

  @Get
  @Operation(
      operationId = "listBackupTargets",
      summary = "List the servers that can be backed up",
      description =
          "The targets that the settings of the service name, by id. Each is asked while the request"
              + " waits, so that the answer says what is reachable now.")
  @ApiResponse(responseCode = "200", description = "A page of targets.")
  Page<TargetView> list(@OpenAPIRequest PageRequest page) {
    List<Targets.Registered> all = targets.all();
    List<Targets.Registered> shown = all.stream().skip(page.offset()).limit(page.limit()).toList();
    return Page.of(views(shown), page, all.size());
  }

  @Get("/{id}")
  @Operation(
      operationId = "getBackupTarget",
      summary = "Show a server that can be backed up",
      description = "It is asked while the request waits.")
  @ApiResponse(responseCode = "200", description = "The target.")
  TargetView get(@Parameter(description = "Id of the target.", example = "mongodb") String id) {
    return views(List.of(targets.get(id))).getFirst();
  }

  private List<TargetView> views(List<Targets.Registered> shown) {
    Map<String, Restorability.Answer> answers =
        restorability.of(shown.stream().map(each -> each.target().id()).toList());
    return shown.stream()
        .map(each -> view(each, Objects.requireNonNull(answers.get(each.target().id()))))
        .toList();
  }

  private static TargetView view(Targets.Registered registered, Restorability.Answer answer) {
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
          null,
          answer.lastGoodBackup(),
          answer.restorable());
    } catch (EngineException e) {
      return new TargetView(
          target.id(),
          target.engine(),
          target.address(),
          scopes,
          false,
          null,
          List.of(),
          e.getMessage(),
          answer.lastGoodBackup(),
          answer.restorable());
    }
  }
}
