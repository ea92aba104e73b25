package io.orchestratex.backup.readiness;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readiness over HTTP. */
@Controller("/api/v1/readiness")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Readiness", description = "Whether each target could be brought back now.")
class ReadinessController {

  private static final String VERDICTS = "ready|at-risk|not-ready";

  private final ReadinessReader reader;

  ReadinessController(ReadinessReader reader) {
    this.reader = reader;
  }

  @Get
  @Operation(
      operationId = "listReadiness",
      summary = "Say whether targets could be brought back",
      description =
          "One verdict for each target, by id, and one for each of its databases, with everything"
              + " that they go by: the newest good"
              + " backup against what policies promise, the last drill, the key, the vault and its"
              + " room, and how long bringing it back takes. Each vault is asked while the request"
              + " waits. All filters that are given must match.")
  @ApiResponse(responseCode = "200", description = "A page of verdicts.")
  Page<ReadinessView> list(
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          @Parameter(description = "Only this target, by its id.", example = "mongodb")
          String target,
      @Nullable
          @QueryValue
          @Pattern(regexp = VERDICTS, message = "must be one of " + VERDICTS)
          @Parameter(description = "Only targets with this verdict.", example = "at-risk")
          String verdict,
      @OpenAPIRequest PageRequest page) {
    List<ReadinessView> found =
        reader.all().stream()
            .filter(each -> target == null || each.target().equals(target))
            .filter(each -> verdict == null || each.verdict().text().equals(verdict))
            .toList();
    return Page.of(
        found.stream().skip(page.offset()).limit(page.limit()).toList(), page, found.size());
  }
}
