package io.orchestratex.gateway.console.backups;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.orchestratex.gateway.console.frame.Outcome;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Selection;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.Backup;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be done with backups. */
@Controller(BackupSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class BackupActions {

  private static final Pattern ONLY = Pattern.compile("/(databases|collections)");

  private final BackupApi api;
  private final Parts parts;
  private final Pages pages;

  BackupActions(BackupApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * The form to order one.
   *
   * @param chosen targets that are ticked; all where none is
   * @param only the databases and collections that are selected, one a line; all where none is
   * @param users whether accounts and roles are to be in it
   * @param vault the vault that is chosen; empty for the default
   * @param key makes sending it twice order one backup
   */
  record NewView(
      Part<List<BackupApi.Target>> targets,
      Part<List<BackupApi.Vault>> vaults,
      List<String> chosen,
      String only,
      boolean users,
      String label,
      String vault,
      String key,
      @Nullable ServiceFault fault) {

    /** What is wrong with the databases and collections that are selected. */
    List<String> problemsOfOnly() {
      return fault == null
          ? List.of()
          : fault.errors().stream()
              .filter(error -> ONLY.matcher(error.pointer()).lookingAt())
              .map(FieldError::detail)
              .toList();
    }
  }

  @Get("/new")
  HttpResponse<byte[]> form(Visit visit) {
    return form(
        visit, HttpStatus.OK, List.of(), "", false, "", "", UUID.randomUUID().toString(), null);
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> order(Visit visit, Form form) {
    try {
      List<String> only = form.exact("only").lines().map(String::strip).toList();
      Backup backup =
          api.order(
              visit,
              form.all("target"),
              only.stream().filter(name -> !name.isEmpty() && !name.contains(".")).toList(),
              only.stream().filter(name -> name.contains(".")).toList(),
              form.exact("users").equals("true"),
              form.text("label"),
              form.text("vault"),
              form.text("key"));
      return pages.after(
          new Flash(true, "Backup " + backup.id() + " is ordered."),
          BackupSection.PATH + "/" + backup.id());
    } catch (ServiceFault e) {
      return form(
          visit,
          HttpStatus.valueOf(e.status()),
          form.all("target"),
          form.exact("only"),
          form.exact("users").equals("true"),
          form.exact("label"),
          form.exact("vault"),
          form.exact("key"),
          e);
    }
  }

  private HttpResponse<byte[]> form(
      Visit visit,
      HttpStatus status,
      List<String> chosen,
      String only,
      boolean users,
      String label,
      String vault,
      String key,
      @Nullable ServiceFault fault) {
    var targets = parts.begin(visit, () -> api.targets(visit));
    var vaults = parts.begin(visit, () -> api.vaults(visit));
    return pages.page(
        status,
        visit,
        "backups/new.jte",
        new NewView(targets.get(), vaults.get(), chosen, only, users, label, vault, key, fault));
  }

  @Post("/{id}/cancel")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> cancel(Visit visit, String id) {
    return done(id, () -> api.cancel(visit, id), "Backup " + id + " is being cancelled.");
  }

  @Post("/{id}/verify")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> verify(Visit visit, String id) {
    return done(id, () -> api.verify(visit, id), "Backup " + id + " is being read back.");
  }

  @Post("/{id}/hold")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> hold(Visit visit, String id, Form form) {
    return done(
        id,
        () -> api.hold(visit, id, form.exact("reason").strip()),
        "Backup " + id + " is held: nothing deletes it until it is released.");
  }

  @Post("/{id}/release")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> release(Visit visit, String id) {
    return done(id, () -> api.release(visit, id), "Backup " + id + " is not held any more.");
  }

  @Post("/{id}/copies")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> copy(Visit visit, String id, Form form) {
    String vault = form.exact("vault");
    return done(
        id,
        () -> api.copy(visit, id, vault),
        "Backup " + id + " is being copied to the vault " + vault + ".");
  }

  @Post("/{id}/copies/{vault}/stop")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> stopCopy(Visit visit, String id, String vault) {
    return done(
        id,
        () -> api.removeCopy(visit, id, vault),
        "Backup " + id + " is not copied to the vault " + vault + " any more.");
  }

  @Get("/{id}/copies/{vault}/remove")
  HttpResponse<byte[]> confirmRemoval(Visit visit, String id, String vault) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id)).map(backup -> removal(backup.id(), vault)));
  }

  @Post("/{id}/copies/{vault}/remove")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> removeCopy(Visit visit, String id, String vault, Form form) {
    Confirm confirm = removal(id, vault);
    return confirm.isConfirmedBy(form)
        ? done(
            id,
            () -> api.removeCopy(visit, id, vault),
            "Backup " + id + " is removed from the vault " + vault + ".")
        : pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
  }

  private static Confirm removal(String id, String vault) {
    String back = BackupSection.PATH + "/" + id;
    return new Confirm(
        "Remove backup " + id + " from the vault " + vault + "?",
        "Its files there are removed and cannot be brought back; the other vaults keep it. The only"
            + " one that is known to be whole is not removed.",
        List.of(id),
        back + "/copies/" + URLEncoder.encode(vault, UTF_8) + "/remove",
        "Remove",
        true,
        null,
        null,
        back);
  }

  @Post("/{id}/important")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> mark(Visit visit, String id, Form form) {
    boolean important = !form.exact("important").equals("no");
    return done(
        id,
        () -> api.mark(visit, id, important),
        important
            ? "Backup " + id + " is important: no policy removes it."
            : "Backup " + id + " is not important any more.");
  }

  private HttpResponse<byte[]> done(String id, Runnable action, String text) {
    String path = BackupSection.PATH + "/" + id;
    try {
      action.run();
      return pages.after(new Flash(true, text), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }

  @Get("/{id}/delete")
  HttpResponse<byte[]> confirmDelete(Visit visit, String id) {
    return pages.part(
        visit,
        "frame/confirm.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(backup -> deletion(List.of(backup.id()), BackupSection.PATH + "/" + id)));
  }

  /** What was chosen in the table: it is named and counted before anything happens. */
  @Post("/actions")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> actions(Visit visit, Form form) {
    Selection selection =
        Selection.of(form, BackupSection.PATH, BackupListController.filters(List.of()));
    Part<List<String>> chosen =
        Parts.load(visit, () -> BackupListController.chosen(api, visit, selection));
    if (!chosen.isLoaded()) {
      return pages.part(visit, "frame/confirm.jte", chosen);
    }
    List<String> ids = chosen.get();
    String back = selection.query().address();
    if (ids.isEmpty() || ids.size() > Selection.MOST) {
      return pages.after(
          new Flash(
              false,
              ids.isEmpty()
                  ? "Choose at least one backup first."
                  : "These are more than "
                      + Selection.MOST
                      + " backups. Narrow the filters down first."),
          back);
    }
    return pages.page(
        visit,
        "frame/confirm.jte",
        selection.action().equals("delete") ? deletion(ids, back) : reading(ids, back));
  }

  @Post("/delete")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> delete(Visit visit, Form form) {
    Confirm confirm = deletion(form.all("id"), form.exact("back"));
    return confirm.isConfirmedBy(form)
        ? each(visit, confirm, "Deleted", id -> api.delete(visit, id))
        : pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
  }

  @Post("/verify")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> verifyAll(Visit visit, Form form) {
    return each(
        visit,
        reading(form.all("id"), form.exact("back")),
        "Ordered to read back",
        id -> api.verify(visit, id));
  }

  private HttpResponse<byte[]> each(
      Visit visit, Confirm confirm, String verb, Consumer<String> action) {
    List<Outcome.Item> items = new ArrayList<>();
    for (String id : confirm.items()) {
      try {
        action.accept(id);
        items.add(new Outcome.Item(id, null));
      } catch (ServiceFault e) {
        items.add(new Outcome.Item(id, e.detail()));
      }
    }
    // The page of a backup that was deleted is no place to go back to.
    String back =
        confirm.back().startsWith(BackupSection.PATH + "/") ? BackupSection.PATH : confirm.back();
    Outcome outcome = Outcome.of(verb, "backup", items, back);
    return items.size() == 1 && outcome.failed() == 0
        ? pages.after(new Flash(true, outcome.title() + "."), back)
        : pages.page(visit, "frame/outcome.jte", outcome);
  }

  private static Confirm deletion(List<String> ids, String back) {
    return new Confirm(
        ids.size() == 1
            ? "Delete backup " + ids.getFirst() + "?"
            : "Delete " + ids.size() + " backups?",
        (ids.size() == 1 ? "Its" : "Their")
            + " files are removed from all vaults and cannot be brought back. Nothing can be restored"
            + " from "
            + (ids.size() == 1 ? "it" : "them")
            + " any more.",
        ids,
        BackupSection.PATH + "/delete",
        "Delete",
        true,
        ids.size() == 1 ? ids.getFirst() : "delete " + ids.size() + " backups",
        null,
        Pages.local(back, BackupSection.PATH));
  }

  private static Confirm reading(List<String> ids, String back) {
    return new Confirm(
        "Read back "
            + (ids.size() == 1 ? "backup " + ids.getFirst() : ids.size() + " backups")
            + "?",
        "Everything stored is read from the vault, decrypted and compared with its manifest. That"
            + " takes as long as reading takes, and changes nothing.",
        ids,
        BackupSection.PATH + "/verify",
        "Read back",
        false,
        null,
        null,
        Pages.local(back, BackupSection.PATH));
  }
}
