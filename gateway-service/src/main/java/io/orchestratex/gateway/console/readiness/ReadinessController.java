package io.orchestratex.gateway.console.readiness;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.backup.DrillApi;
import io.orchestratex.gateway.console.service.backup.Readiness;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every target with all that its verdict goes by: {@code page.jte}. */
@Controller(ReadinessSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ReadinessController {

  private final DrillApi api;
  private final Pages pages;

  ReadinessController(DrillApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param refusal why this person may not run a drill
   */
  record View(List<Readiness> targets, @Nullable String refusal) {

    static Badge check(Readiness.Check check) {
      return switch (check.state()) {
        case "ok" -> new Badge(Tone.GOOD, "ok");
        case "warning" -> new Badge(Tone.WARN, "at risk");
        case "failed" -> new Badge(Tone.BAD, "failed");
        case "not-offered" -> new Badge(Tone.NEUTRAL, "not offered");
        default -> new Badge(Tone.NEUTRAL, check.state());
      };
    }
  }

  @Get
  HttpResponse<byte[]> show(Visit visit) {
    return pages.part(
        visit,
        "readiness/page.jte",
        Parts.load(visit, () -> api.readiness(visit))
            .map(targets -> new View(targets, pages.refusal(visit, Role.OPERATOR))));
  }
}
