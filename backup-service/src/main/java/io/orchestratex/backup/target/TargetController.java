package io.orchestratex.backup.target;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Shows what can be backed up; never how to log in there. */
@Controller(TargetController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Backup targets", description = "The servers that can be backed up and restored.")
final class TargetController {

  static final String PATH = "/api/v1/targets";

  private final Targets targets;
  private final Restorability restorability;

  TargetController(Targets targets, Restorability restorability) {
    this.targets = targets;
    this.restorability = restorability;
  }

  @Get
  @Operation(
      operationId = "listBackupTargets",
      summary = "List the servers that can be backed up",
      description =
          "The targets that the settings of the service name and those that people added, by id. Each"
              + " is asked while the request waits, so that the answer says what is reachable now.")
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
        .map(each -> TargetView.of(each, Objects.requireNonNull(answers.get(each.target().id()))))
        .toList();
  }
}
