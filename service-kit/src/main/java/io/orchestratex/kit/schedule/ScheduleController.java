package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Schedules over HTTP. */
@Controller(ScheduleController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Requires(beans = ScheduleAction.class)
@Tag(name = "Schedules", description = "What is ordered again and again, and what came of it.")
public class ScheduleController {

  static final String PATH = "/api/v1/schedules";

  private static final String ID = "[a-z0-9][a-z0-9-]{0,62}";
  private static final String ID_MESSAGE =
      "must be 1 to 63 small letters, digits and -, and begin with a letter or digit";
  private static final String ID_TEXT = "Id of the schedule.";
  private static final String ID_EXAMPLE = "nightly";
  private static final String MISSED = "skip|once|all";
  private static final String MISSED_MESSAGE = "must be skip, once or all";

  private final Schedules schedules;
  private final InstantSource clock;

  ScheduleController(Schedules schedules, InstantSource clock) {
    this.schedules = schedules;
    this.clock = clock;
  }

  /**
   * A new schedule.
   *
   * @param id id of the schedule; it cannot be changed later
   * @param action what it orders, such as {@code full-backup}; a refusal names the actions there
   *     are
   * @param settings settings of the action. {@code full-backup} knows {@code targets}, a list of
   *     ids, left out for all; {@code vault}, the name of one, left out for the default; and {@code
   *     label}, a text to find the backups by. Left out, none
   * @param cron when: minute, hour, day of month, month and day of week, by the clock of the zone,
   *     such as {@code 30 2 * * *}
   * @param zone time zone whose clock the times are of, such as {@code Europe/Berlin}; left out,
   *     UTC
   * @param missed what is done about due times that passed while the service was down: {@code skip}
   *     nothing, {@code once} one run for the latest of them, {@code all} a run for each of the
   *     latest {@code missed_limit}. Left out, {@code once}
   * @param missedLimit how many missed due times {@code all} makes up for, 1 to 100; left out, 10
   * @param paused whether it begins paused; left out, it does not
   */
  @Introspected
  record ScheduleRequest(
      @NotNull @Pattern(regexp = ID, message = ID_MESSAGE) String id,
      @NotNull @Size(max = 100) String action,
      @Nullable Map<String, Object> settings,
      @NotNull @Size(min = 1, max = 200) String cron,
      @Nullable @Size(min = 1, max = 100) String zone,
      @Nullable @Pattern(regexp = MISSED, message = MISSED_MESSAGE) String missed,
      @Nullable @Min(1) @Max(100) Integer missedLimit,
      @Nullable Boolean paused) {

    ScheduleDefinition definition() {
      return new ScheduleDefinition(
          action,
          settings == null ? Map.of() : settings,
          cron,
          zone == null ? "UTC" : zone,
          missed == null ? MissedRuns.ONCE.text() : missed,
          missedLimit == null ? ScheduleDefinition.DEFAULT_LIMIT : missedLimit);
    }
  }

  /**
   * What changes of a schedule; what is left out or null stays.
   *
   * @param settings settings of the action, which replace those before as a whole
   * @param cron when: minute, hour, day of month, month and day of week, by the clock of the zone
   * @param zone time zone whose clock the times are of, such as {@code Europe/Berlin}
   * @param missed what is done about due times that passed while the service was down: {@code skip}
   *     nothing, {@code once} one run for the latest of them, {@code all} a run for each of the
   *     latest {@code missed_limit}
   * @param missedLimit how many missed due times {@code all} makes up for, 1 to 100
   */
  @Introspected
  record ScheduleChange(
      @Nullable Map<String, Object> settings,
      @Nullable @Size(min = 1, max = 200) String cron,
      @Nullable @Size(min = 1, max = 100) String zone,
      @Nullable @Pattern(regexp = MISSED, message = MISSED_MESSAGE) String missed,
      @Nullable @Min(1) @Max(100) Integer missedLimit) {

    ScheduleDefinition of(ScheduleDefinition before) {
      return new ScheduleDefinition(
          before.action(),
          Objects.requireNonNullElse(settings, before.settings()),
          Objects.requireNonNullElse(cron, before.cron()),
          Objects.requireNonNullElse(zone, before.zone()),
          Objects.requireNonNullElse(missed, before.missed()),
          Objects.requireNonNullElse(missedLimit, before.missedLimit()));
    }
  }

  /**
   * Whether all schedules are paused.
   *
   * @param paused true while all are paused, whatever each is by itself
   */
  record AllPaused(boolean paused) {}

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listSchedules",
      summary = "List schedules",
      description = "By id, each with its next due times and what came of its last one.")
  @ApiResponse(responseCode = "200", description = "A page of schedules.")
  Page<ScheduleView> list(HttpRequest<?> request, @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Page<Schedules.Shown> found = schedules.list(page);
    return new Page<>(found.items().stream().map(this::view).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getSchedule",
      summary = "Show a schedule",
      description = "With its next due times and what came of its last one.")
  @ApiResponse(responseCode = "200", description = "The schedule.")
  ScheduleView get(@Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id) {
    return view(schedules.get(id));
  }

  @Get("/{id}/history")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listScheduleRuns",
      summary = "List what came of the due times of a schedule",
      description =
          "Newest first: the jobs that were ordered, and due times that were skipped or "
              + "failed, with the reason. Runs that a caller asked for are among them.")
  @ApiResponse(responseCode = "200", description = "A page of the history.")
  Page<ScheduleRunView> history(
      HttpRequest<?> request,
      @Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Schedules.History history = schedules.history(id, page);
    return new Page<>(
        history.runs().items().stream()
            .map(run -> ScheduleRunView.of(run, history.jobStates().get(run.job())))
            .toList(),
        history.runs().paging());
  }

  @Post
  @Operation(
      operationId = "createSchedule",
      summary = "Create a schedule",
      description =
          "Orders the same job again and again by a cron expression. A cron expression "
              + "that no time ever matches, such as 0 0 30 2 *, is refused.")
  @ApiResponse(
      responseCode = "201",
      description = "The schedule.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the schedule.",
              schema = @Schema(type = "string", example = PATH + "/" + ID_EXAMPLE)),
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  HttpResponse<ScheduleView> create(@Body @Valid ScheduleRequest request, Caller caller) {
    ScheduleDefinition definition =
        request.definition().checked(schedules.actions(), clock.instant());
    Schedules.Shown made =
        schedules.create(
            request.id(), definition, Boolean.TRUE.equals(request.paused()), caller.subject());
    return HttpResponse.<ScheduleView>created(URI.create(PATH + "/" + request.id()))
        .body(view(made));
  }

  @Patch("/{id}")
  @Operation(
      operationId = "changeSchedule",
      summary = "Change a schedule",
      description =
          "Changes the fields that are sent and leaves the others. When the times "
              + "change, due times that have passed and were not decided yet are dropped. The "
              + "action of a schedule cannot be changed.")
  @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
  ScheduleView change(
      @Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id,
      @Body @Valid ScheduleChange change) {
    return view(
        schedules.change(
            id, before -> change.of(before).checked(schedules.actions(), clock.instant())));
  }

  @Delete("/{id}")
  @Operation(
      operationId = "deleteSchedule",
      summary = "Delete a schedule",
      description =
          "Deletes it with its history; the jobs that it ordered stay. A schedule that "
              + "the settings of the service define can only be paused.")
  @ApiResponse(responseCode = "204", description = "The schedule is deleted.")
  HttpResponse<Void> delete(@Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id) {
    schedules.delete(id);
    return HttpResponse.noContent();
  }

  @Post("/{id}/pause")
  @Operation(
      operationId = "pauseSchedule",
      summary = "Pause a schedule",
      description = "What becomes due meanwhile is skipped. One that is paused already stays so.")
  @ApiResponse(responseCode = "200", description = "The schedule, which is paused.")
  ScheduleView pause(@Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id) {
    return view(schedules.pause(id));
  }

  @Post("/{id}/resume")
  @Operation(
      operationId = "resumeSchedule",
      summary = "Resume a schedule",
      description =
          "Ends its pause: it is due again from now on. While all schedules are paused, "
              + "it stays so until that ends.")
  @ApiResponse(responseCode = "200", description = "The schedule as it is now.")
  ScheduleView resume(@Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id) {
    return view(schedules.resume(id));
  }

  @Post("/{id}/run")
  @Operation(
      operationId = "runSchedule",
      summary = "Run a schedule now",
      description =
          "Orders now what a due time would order, also while the schedule is paused. "
              + "Its due times stay as they are.")
  @ApiResponse(
      responseCode = "202",
      description = "The run, with the job that was ordered.",
      content = @Content(schema = @Schema(implementation = ScheduleRunView.class)))
  HttpResponse<ScheduleRunView> run(
      @Parameter(description = ID_TEXT, example = ID_EXAMPLE) String id, Caller caller) {
    return HttpResponse.<ScheduleRunView>accepted()
        .body(ScheduleRunView.of(schedules.runNow(id, caller.subject()), null));
  }

  @Post("/pause")
  @Operation(
      operationId = "pauseAllSchedules",
      summary = "Pause all schedules",
      description =
          "Nothing is ordered until they are resumed, not by schedules that are made "
              + "meanwhile either; what becomes due is skipped. Each keeps whether it is "
              + "paused by itself.")
  @ApiResponse(responseCode = "200", description = "That all are paused.")
  AllPaused pauseAll(Caller caller) {
    schedules.pauseAll(caller.subject());
    return new AllPaused(true);
  }

  @Post("/resume")
  @Operation(
      operationId = "resumeAllSchedules",
      summary = "Resume all schedules",
      description = "Ends the pause of all. Schedules that are paused by themselves stay so.")
  @ApiResponse(responseCode = "200", description = "That they are not paused any more.")
  AllPaused resumeAll(Caller caller) {
    schedules.resumeAll(caller.subject());
    return new AllPaused(false);
  }

  private ScheduleView view(Schedules.Shown shown) {
    return ScheduleView.of(shown, clock.instant());
  }
}
