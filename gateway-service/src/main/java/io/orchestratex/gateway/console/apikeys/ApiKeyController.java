package io.orchestratex.gateway.console.apikeys;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Confirm;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.identity.ApiKeyApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes keys and takes them away. */
@Controller(ApiKeySection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ApiKeyController {

  private static final String DEFAULT_DAYS = "90";

  private final ApiKeyApi api;
  private final Pages pages;

  ApiKeyController(ApiKeyApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What the form shows.
   *
   * @param offered roles that the person can give
   * @param days how long the key is good; {@code never} ends it never
   */
  record NewView(
      String name,
      List<String> offered,
      List<String> ticked,
      String days,
      @Nullable ServiceFault fault) {

    /** What is wrong with a field; null when nothing is. */
    @Nullable String errorOf(String field) {
      return fault == null ? null : fault.errorOf(field);
    }
  }

  @Get("/new")
  HttpResponse<byte[]> form(Visit visit) {
    List<String> offered = offered(visit);
    return pages.page(
        visit,
        "apikeys/new.jte",
        new NewView("", offered, offered.size() == 1 ? offered : List.of(), DEFAULT_DAYS, null));
  }

  /** Makes a key. Its secret is in this answer and nowhere else, so nothing leads back to it. */
  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> make(Visit visit, Form form) {
    try {
      return pages.page(
          visit,
          "apikeys/made.jte",
          api.make(
              visit,
              form.exact("name").strip(),
              form.all("role"),
              expiry(form.exact("days"), visit.now())));
    } catch (ServiceFault e) {
      return pages.page(
          HttpStatus.valueOf(e.status()),
          visit,
          "apikeys/new.jte",
          new NewView(form.exact("name"), offered(visit), form.all("role"), form.exact("days"), e));
    }
  }

  /** When a key of so many days expires; one that nobody knows how to read is the default. */
  private static @Nullable Instant expiry(String days, Instant now) {
    return switch (days) {
      case "never" -> null;
      case "7", "30", "365" -> now.plus(Duration.ofDays(Integer.parseInt(days)));
      default -> now.plus(Duration.ofDays(Integer.parseInt(DEFAULT_DAYS)));
    };
  }

  private static List<String> offered(Visit visit) {
    return visit.may(Role.ADMIN)
        ? List.of(Role.ADMIN, Role.OPERATOR, Role.ANALYST, Role.AGENT, Role.SCRAPER)
        : visit.caller().roles().stream().sorted().toList();
  }

  @Get("/{id}/revoke")
  HttpResponse<byte[]> confirm(Visit visit, String id) {
    Part<Optional<ApiKeyApi.ApiKey>> key =
        Parts.load(
            visit,
            () ->
                ApiKeyListController.all(api, visit, null).stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst());
    if (key.isLoaded() && key.get().isEmpty()) {
      return pages.part(
          visit,
          "frame/confirm.jte",
          Part.absent(
              Picture.of(
                  404,
                  "There is no API key with the id " + id + "; it may be revoked already.",
                  null,
                  ApiKeySection.PATH)));
    }
    return pages.part(
        visit, "frame/confirm.jte", key.map(found -> revocation(found.orElseThrow())));
  }

  private static Confirm revocation(ApiKeyApi.ApiKey key) {
    return new Confirm(
        "Revoke API key " + key.name() + "?",
        "Programs that use it are refused at once. That cannot be undone; they need another key.",
        List.of(key.name() + " (" + key.hint() + "…)"),
        path(key.id()),
        "Revoke",
        true,
        null,
        null,
        ApiKeySection.PATH);
  }

  @Post("/{id}/revoke")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> revoke(Visit visit, String id) {
    try {
      api.remove(visit, id);
      return pages.after(new Flash(true, "The API key is revoked."), ApiKeySection.PATH);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), ApiKeySection.PATH);
    }
  }

  /** Where a key is revoked. */
  static String path(String id) {
    return Address.of(ApiKeySection.PATH + "/{}/revoke", id).toString();
  }
}
