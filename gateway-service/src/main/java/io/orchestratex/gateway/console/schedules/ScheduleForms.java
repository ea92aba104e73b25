package io.orchestratex.gateway.console.schedules;

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
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.backup.BackupApi;
import io.orchestratex.gateway.console.service.schedule.Schedule;
import io.orchestratex.gateway.console.service.schedule.ScheduleApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The form that makes or changes a schedule: {@code form.jte}. */
@Controller(ScheduleSection.PATH)
@RolesAllowed(Role.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ScheduleForms {

  private static final List<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone ->
              zone.equals("UTC")
                  || zone.matches(
                      "(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*"))
          .sorted()
          .toList();

  private final ScheduleApi api;
  private final BackupApi backups;
  private final Pages pages;

  ScheduleForms(ScheduleApi api, BackupApi backups, Pages pages) {
    this.api = api;
    this.backups = backups;
    this.pages = pages;
  }

  /**
   * What the page shows.
   *
   * @param changed id of the schedule that is changed; null for a new one
   * @param timing what was typed, in words, and its next due times
   * @param zones to choose from
   */
  record FormView(
      @Nullable String changed,
      Typed typed,
      Timing timing,
      List<String> zones,
      Part<List<BackupApi.Target>> targets,
      @Nullable String problem,
      @Nullable ServiceFault fault) {

    String action() {
      return changed == null ? ScheduleSection.PATH : ScheduleActions.page(changed);
    }

    @Nullable String errorOf(String field) {
      return fault == null ? null : fault.errorOf(field);
    }

    /** What went wrong, field by field, where the service said so. */
    List<String> errors() {
      return fault == null ? List.of() : fault.errorTexts();
    }
  }

  @Get("/new")
  HttpResponse<byte[]> create(Visit visit) {
    return form(
        visit, HttpStatus.OK, null, Typed.fresh(visit.preferences().zone().getId()), null, null);
  }

  @Get("/{id}/change")
  HttpResponse<byte[]> change(Visit visit, String id) {
    Part<Schedule> schedule = Parts.load(visit, () -> api.get(visit, id));
    return schedule.isLoaded()
        ? form(visit, HttpStatus.OK, id, Typed.of(schedule.get()), null, null)
        : pages.part(visit, "schedules/form.jte", schedule);
  }

  /** What a cron expression means, while it is typed. */
  @Get("/preview{?cron,zone}")
  HttpResponse<byte[]> preview(Visit visit, @Nullable String cron, @Nullable String zone) {
    return pages.page(
        visit,
        "schedules/preview.jte",
        Timing.of(
            Objects.requireNonNullElse(cron, ""),
            Objects.requireNonNullElse(zone, ""),
            visit.now()));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> make(Visit visit, Form form) {
    Typed typed = Typed.of(form);
    return saved(visit, form, null, typed, () -> api.create(visit, typed.definition()));
  }

  @Post("/{id}")
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> save(Visit visit, String id, Form form) {
    Typed typed = Typed.of(form);
    return saved(visit, form, id, typed, () -> api.change(visit, id, typed.changes()));
  }

  /** Without a script, a button shows what is typed before it is saved. */
  private HttpResponse<byte[]> saved(
      Visit visit, Form form, @Nullable String id, Typed typed, Supplier<Schedule> save) {
    if (form.text("preview") != null) {
      return form(visit, HttpStatus.OK, id, typed, null, null);
    }
    if (typed.problem() != null) {
      return form(visit, HttpStatus.BAD_REQUEST, id, typed, typed.problem(), null);
    }
    try {
      Schedule schedule = save.get();
      return pages.after(
          new Flash(true, "Schedule " + schedule.id() + " is saved."),
          ScheduleActions.page(schedule.id()));
    } catch (ServiceFault e) {
      return form(visit, HttpStatus.valueOf(e.status()), id, typed, e.detail(), e);
    }
  }

  private HttpResponse<byte[]> form(
      Visit visit,
      HttpStatus status,
      @Nullable String changed,
      Typed typed,
      @Nullable String problem,
      @Nullable ServiceFault fault) {
    return pages.page(
        status,
        visit,
        "schedules/form.jte",
        new FormView(
            changed,
            typed,
            Timing.of(typed.cron(), typed.zone(), visit.now()),
            ZONES,
            Parts.load(visit, () -> backups.targets(visit)),
            problem,
            fault));
  }
}
