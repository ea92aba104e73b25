package io.orchestratex.gateway.console.targets;

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
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.target.JoinedTarget;
import io.orchestratex.gateway.console.service.target.TargetApi;
import io.orchestratex.gateway.console.service.target.TargetApi.Report;
import io.orchestratex.gateway.console.service.target.TargetApi.Side;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds, changes, tests and removes targets: {@code form.jte}, {@code tested.jte}. */
@Controller(TargetSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TargetForms {

  private static final int NOT_FOUND = 404;

  private final TargetApi api;
  private final Pages pages;

  TargetForms(TargetApi api, Pages pages) {
    this.api = api;
    this.pages = pages;
  }

  /**
   * What the form shows.
   *
   * @param changed id of the target that is changed; null for a new one
   * @param problem why it was not saved
   * @param reports what a test found, by what it is for
   */
  record FormView(
      @Nullable String changed,
      TypedTarget typed,
      @Nullable String problem,
      List<String> errors,
      Map<Side, Report> reports) {

    FormView {
      errors = List.copyOf(errors);
    }

    String action() {
      return changed == null ? TargetSection.PATH : page(changed);
    }
  }

  /** What the page with a test of a target shows. */
  record TestedView(String id, Map<Side, Report> reports) {
    boolean passed() {
      return reports.values().stream().allMatch(Report::passed);
    }
  }

  static String page(String id) {
    return Address.of(TargetSection.PATH + "/{}", id).toString();
  }

  @Get("/new")
  HttpResponse<byte[]> fresh(Visit visit) {
    return form(
        visit,
        HttpStatus.OK,
        null,
        TypedTarget.fresh(visit.parameter("id"), visit.parameter("only")),
        null,
        List.of(),
        Map.of());
  }

  @Get("/{id}/change")
  HttpResponse<byte[]> change(Visit visit, String id) {
    JoinedTarget target = known(visit, id);
    return form(visit, HttpStatus.OK, id, TypedTarget.of(target), null, List.of(), Map.of());
  }

  private JoinedTarget known(Visit visit, String id) {
    JoinedTarget.Backup backup = null;
    JoinedTarget.Watch watch = null;
    try {
      backup = api.backedUp(visit, id);
    } catch (ServiceFault e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
    }
    try {
      watch = api.watched(visit, id);
    } catch (ServiceFault e) {
      if (e.status() != NOT_FOUND || backup == null) {
        throw e;
      }
    }
    return new JoinedTarget(id, backup, watch);
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> add(Visit visit, Form form) {
    TypedTarget typed = TypedTarget.of(form);
    String problem = typed.problem(true);
    if (problem != null) {
      return refused(visit, null, typed, problem);
    }
    String id = typed.id().isEmpty() ? null : typed.id();
    List<Side> done = new ArrayList<>();
    try {
      Map<Side, Report> reports = typed.tested() ? tests(visit, typed) : Map.of();
      if (!reports.values().stream().allMatch(Report::passed)) {
        return form(
            visit,
            HttpStatus.BAD_REQUEST,
            null,
            typed,
            "Nothing was added: the test failed.",
            List.of(),
            reports);
      }
      for (Side side : typed.sides()) {
        id = api.add(visit, side, typed.sent(side, id), false);
        done.add(side);
      }
    } catch (ServiceFault e) {
      if (id == null || done.isEmpty()) {
        return refused(visit, null, typed, e);
      }
      return pages.after(
          new Flash(
              false,
              "%s is %s, but the rest failed: %s"
                  .formatted(id, done.getFirst().participle(), e.detail())),
          page(id));
    }
    return pages.after(
        new Flash(true, "Target " + id + " is " + participles(done) + " from now on."),
        page(String.valueOf(id)));
  }

  private Map<Side, Report> tests(Visit visit, TypedTarget typed) {
    Map<Side, Report> reports = new EnumMap<>(Side.class);
    for (Side side : typed.sides()) {
      reports.put(side, api.test(visit, side, typed.sent(side, null)));
    }
    return reports;
  }

  private static String participles(List<Side> sides) {
    return String.join(" and ", sides.stream().map(Side::participle).toList());
  }

  @Post("/{id}")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> save(Visit visit, String id, Form form) {
    TypedTarget typed = TypedTarget.of(form);
    String problem = typed.problem(false);
    if (problem != null) {
      return refused(visit, id, typed, problem);
    }
    try {
      for (Side side : typed.sides()) {
        api.change(visit, side, id, typed.sent(side, null));
      }
    } catch (ServiceFault e) {
      return refused(visit, id, typed, e);
    }
    return pages.after(new Flash(true, "Target " + id + " is changed."), page(id));
  }

  private HttpResponse<byte[]> refused(
      Visit visit, @Nullable String changed, TypedTarget typed, String problem) {
    return form(visit, HttpStatus.BAD_REQUEST, changed, typed, problem, List.of(), Map.of());
  }

  private HttpResponse<byte[]> refused(
      Visit visit, @Nullable String changed, TypedTarget typed, ServiceFault fault) {
    return form(
        visit,
        HttpStatus.valueOf(fault.status()),
        changed,
        typed,
        fault.detail(),
        fault.errorTexts(),
        Map.of());
  }

  private HttpResponse<byte[]> form(
      Visit visit,
      HttpStatus status,
      @Nullable String changed,
      TypedTarget typed,
      @Nullable String problem,
      List<String> errors,
      Map<Side, Report> reports) {
    return pages.page(
        status, visit, "targets/form.jte", new FormView(changed, typed, problem, errors, reports));
  }

  /** Tries the connections of a target; changes nothing. */
  @Post("/{id}/test")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> test(Visit visit, String id) {
    Map<Side, Report> reports = new EnumMap<>(Side.class);
    ServiceFault missing = null;
    for (Side side : Side.values()) {
      try {
        reports.put(side, api.test(visit, side, id));
      } catch (ServiceFault e) {
        if (e.status() != NOT_FOUND) {
          return pages.after(new Flash(false, e.detail()), page(id));
        }
        missing = e;
      }
    }
    if (reports.isEmpty() && missing != null) {
      return pages.after(new Flash(false, missing.detail()), TargetSection.PATH);
    }
    return pages.page(visit, "targets/tested.jte", new TestedView(id, reports));
  }

  @Get("/{id}/remove")
  HttpResponse<byte[]> confirmRemoval(Visit visit, String id) {
    return pages.page(visit, "frame/confirm.jte", removal(known(visit, id)));
  }

  @Post("/{id}/remove")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> remove(Visit visit, String id, Form form) {
    Confirm confirm = removal(known(visit, id));
    if (!confirm.isConfirmedBy(form)) {
      return pages.page(HttpStatus.BAD_REQUEST, visit, "frame/confirm.jte", confirm.refused());
    }
    List<Side> done = new ArrayList<>();
    for (Side side : Side.values()) {
      try {
        api.remove(visit, side, id);
        done.add(side);
      } catch (ServiceFault e) {
        if (e.status() != NOT_FOUND) {
          return pages.after(new Flash(false, e.detail()), page(id));
        }
      }
    }
    return pages.after(
        new Flash(true, "Target " + id + " is not " + participles(done) + " any more."),
        TargetSection.PATH);
  }

  private static Confirm removal(JoinedTarget target) {
    return new Confirm(
        "Remove target " + target.id() + "?",
        "It is neither backed up nor watched any more, and its account is forgotten. Its backups"
            + " stay.",
        List.of(target.id()),
        page(target.id()) + "/remove",
        "Remove",
        true,
        target.id(),
        null,
        page(target.id()));
  }
}
