package io.orchestratex.gateway.console.restores;

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
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.Restore;
import io.orchestratex.gateway.console.service.backup.RestoreApi;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One restore: {@code detail.jte}, and what can be done with it. */
@Controller(RestoreSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RestoreController {

  private final RestoreApi api;
  private final Owners owners;
  private final Pages pages;

  RestoreController(RestoreApi api, Owners owners, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param by who ordered it
   * @param refusal why this person may not change anything
   */
  record DetailView(Restore restore, String by, @Nullable String refusal) {

    @Nullable String cancelRefusal() {
      return refusal == null && restore.isMoving()
          ? "It is " + restore.state().replace('_', ' ') + ", which cannot be cancelled."
          : refusal;
    }

    /** Where the wizard begins that puts back what was there before. */
    String undoAddress() {
      return Choice.undoing(restore).scopeAddress();
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return pages.part(
        visit,
        "restores/detail.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(restore ->
                new DetailView(
                    restore,
                    owners.names(visit).by(restore.requestedBy()),
                    pages.refusal(visit, Role.OPERATOR))));
  }

  @Post("/{id}/cancel")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> cancel(Visit visit, String id) {
    return done(
        id,
        () -> api.cancel(visit, id),
        "Restore " + id + " is being cancelled; nothing live is changed.");
  }

  @Get("/{id}/give-up")
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> confirmGiveUp(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id)).map(RestoreController::givingUp));
  }

  @Post("/{id}/give-up")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed(Role.OPERATOR)
  HttpResponse<byte[]> giveUp(Visit visit, String id, Form form) {
    var restore = Parts.load(visit, () -> api.get(visit, id));
    if (restore.isLoaded() && !givingUp(restore.get()).isConfirmedBy(form)) {
      return pages.page(
          HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", givingUp(restore.get()).refused());
    }
    return done(id, () -> api.giveUp(visit, id), "Restore " + id + " was given up.");
  }

  private static Confirm givingUp(Restore restore) {
    String path = RestoreSection.PATH + "/" + restore.id();
    return new Confirm(
        "Give up restore " + restore.id() + "?",
        "It ends where it is: some data is restored and some is not, on "
            + String.join(", ", restore.targets())
            + ". What it keeps under temporary names stays, and so does its safety backup"
            + (restore.safetyBackup() == null ? "" : " " + restore.safetyBackup())
            + ". Look at the targets first: a restore whose server answers again goes on by itself.",
        List.of(restore.id()),
        path + "/give-up",
        "Give up",
        true,
        "give up " + restore.id(),
        null,
        path);
  }

  private HttpResponse<byte[]> done(String id, Runnable action, String text) {
    String path = RestoreSection.PATH + "/" + id;
    try {
      action.run();
      return pages.after(new Flash(true, text), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }
}
