package io.orchestratex.gateway.console.frame;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.net.URI;
import java.util.Comparator;
import java.util.List;

/** Where the console begins. */
@Controller
@Produces(MediaType.TEXT_HTML)
@Hidden
class HomeController {

  private final Pages pages;
  private final List<Section> sections;

  HomeController(Pages pages, List<Section> sections) {
    this.pages = pages;
    this.sections = sections.stream().sorted(Comparator.comparingInt(Section::order)).toList();
  }

  /** Sends browsers to the console. */
  @Get("/")
  @PermitAll
  HttpResponse<?> root(HttpRequest<?> request) {
    if (request.accept().stream().anyMatch(MediaType.TEXT_HTML_TYPE::equals)) {
      return HttpResponse.seeOther(URI.create("/console"));
    }
    throw FailureException.notFound(
        "http.not-found",
        "Nothing is here. The API is below /api/v1, described at /openapi.json; the console is at"
            + " /console.");
  }

  /** The first section that the person may see. */
  @Get("/console")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
  HttpResponse<byte[]> home(Visit visit) {
    return sections.stream()
        .filter(section -> visit.may(section.roles().toArray(String[]::new)))
        .findFirst()
        .<HttpResponse<byte[]>>map(section -> pages.redirect(section.path()))
        .orElseGet(() ->
            pages.page(
                visit,
                "frame/fault.jte",
                Picture.empty(
                    "Nothing to show yet",
                    "None of the console's pages is for your roles. Ask an admin.",
                    null,
                    null)));
  }
}
