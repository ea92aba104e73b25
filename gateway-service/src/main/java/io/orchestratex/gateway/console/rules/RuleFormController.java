package io.orchestratex.gateway.console.rules;

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
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.Rule;
import io.orchestratex.gateway.console.service.alert.RuleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adding a rule and changing one: {@code form.jte}. */
@Controller(RuleSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class RuleFormController {

  private final RuleApi api;
  private final Pages pages;

  RuleFormController(RuleApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /** What the page shows. */
  record FormView(RuleForm form, @Nullable ServiceFault fault) {

    static final List<String> COMPARISONS =
        List.of("above", "at_least", "below", "at_most", "equals", "not_equals");
    static final List<String> EVENTS =
        List.of(
            "backup.failed",
            "backup.partial",
            "backup.verification-failed",
            "backup.overdue",
            "backup.drill-failed",
            "backup.drill-overdue",
            "backup.drill-missing",
            "backup.copy-failed",
            "backup.copies-overdue",
            "backup.vault-unavailable",
            "restore.deviated",
            "restore.failed",
            "restore.interrupted",
            "restore.rollback-failed",
            "restore.rolled-back");
    static final List<String> SILENCES = List.of("samples", "target", "store");

    /** What is wrong with a field, its parts included; null where nothing is. */
    @Nullable String errorOf(String field) {
      if (fault == null) {
        return null;
      }
      String pointer = "/" + RuleForm.pointer(field);
      String errors =
          fault.errors().stream()
              .filter(each ->
                  each.pointer().equals(pointer) || each.pointer().startsWith(pointer + "/"))
              .map(each -> place(each.pointer().substring(pointer.length())) + each.detail())
              .collect(Collectors.joining("; "));
      return errors.isEmpty() ? null : errors;
    }

    /** Where in a list an error is: {@code entry 2: }. */
    private static String place(String rest) {
      String[] parts = rest.split("/", -1);
      try {
        return parts.length < 2 ? "" : "entry " + (Integer.parseInt(parts[1]) + 1) + ": ";
      } catch (NumberFormatException e) {
        return "";
      }
    }

    boolean isStale() {
      return fault != null && fault.code().equals("rule.version-stale");
    }

    String action() {
      return form.isNew() ? RuleSection.PATH : RuleSection.PATH + "/" + form.value("id") + "/edit";
    }

    String title() {
      return form.isNew() ? "Add a rule" : "Change rule " + form.value("id");
    }
  }

  @Get("/new{?kind}")
  HttpResponse<byte[]> add(Visit visit, @Nullable String kind) {
    String chosen = kind != null && RuleViews.kinds().contains(kind) ? kind : "threshold";
    return pages.page(visit, "rules/form.jte", new FormView(RuleForm.empty(chosen), null));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> added(Visit visit, Form form) {
    RuleForm typed = RuleForm.of(form);
    try {
      Rule rule = api.add(visit, typed.body());
      return pages.after(
          new Flash(true, "Rule " + rule.id() + " is in force within seconds."),
          RuleSection.PATH + "/" + rule.id());
    } catch (ServiceFault e) {
      return again(visit, typed, e);
    }
  }

  @Get("/{id}/edit")
  HttpResponse<byte[]> edit(Visit visit, String id) {
    return pages.part(
        visit,
        "rules/form.jte",
        Parts.load(visit, () -> api.get(visit, id))
            .map(rule -> new FormView(RuleForm.of(rule), null)));
  }

  @Post("/{id}/edit")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> edited(Visit visit, String id, Form form) {
    RuleForm typed = RuleForm.of(form);
    try {
      api.replace(visit, id, typed.body());
      return pages.after(
          new Flash(true, "Rule " + id + " is changed."), RuleSection.PATH + "/" + id);
    } catch (ServiceFault e) {
      return again(visit, typed, e);
    }
  }

  private HttpResponse<byte[]> again(Visit visit, RuleForm typed, ServiceFault fault) {
    return pages.page(
        HttpStatus.valueOf(fault.status()), visit, "rules/form.jte", new FormView(typed, fault));
  }
}
