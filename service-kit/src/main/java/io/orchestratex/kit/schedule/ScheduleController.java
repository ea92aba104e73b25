package io.orchestratex.kit.schedule;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
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
@Tag(name = "Schedules", description = "What is ordered by the clock, and what came of it.")
public class ScheduleController {

  static final String PATH = "/api/v1/schedules";

  private static final String NIGHTLY = "nightly";
  private static final String ID = "[a-z0-9][a-z0-9-]{0,62}";
  private static final String ID_MESSAGE =
      "must be 1 to 63 small letters, digits and -, and begin with a letter or digit";
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
   * @param id its name from then on
   * @param action what it orders, such as {@code full-backup}
   * @param settings of the action; none when left out
   * @param cron minute, hour, day of month, month, day of week
   * @param zone whose clock the times are of; UTC when left out
   * @param missed what is done about due times that passed while the service was down: {@code
   *     skip}, {@code once} or {@code all}; {@code once} when left out
   * @param missedLimit how many of them {@code all} makes up for, 1 to 100
   * @param paused whether it is paused from the beginning; it is not when left out
   */
  @Introspected
  record ScheduleRequest(
      @NotNull @Pattern(regexp = ID, message = ID_MESSAGE) String id,
      @NotNull @Size(max = 100) String action,
      @Nullable Map<String, Object> settings,
      @NotNull @Size(max = 200) String cron,
      @Nullable @Size(max = 100) String zone,
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
   * What changes of a schedule; what is left out stays.
   *
   * @param settings of the action, all of them
   * @param cron minute, hour, day of month, month, day of week
   * @param zone whose clock the times are of, such as {@code Europe/Berlin}
   * @param missed what is done about due times that passed while the service was down: {@code
   *     skip}, {@code once} or {@code all}
   * @param missedLimit how many of them {@code all} makes up for, 1 to 100
   */
  @Introspected
  record ScheduleChange(
      @Nullable Map<String, Object> settings,
      @Nullable @Size(max = 200) String cron,
      @Nullable @Size(max = 100) String zone,
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
   * @param paused whether they are
   */
  record AllPaused(boolean paused) {}

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listSchedules",
      summary = "List schedules",
      description = "With their next due times and last result.")
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
      description = "With its next due times and last result.")
  ScheduleView get(@Parameter(description = "Id of the schedule", example = NIGHTLY) String id) {
    return view(schedules.get(id));
  }

  @Get("/{id}/history")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listScheduleRuns",
      summary = "List the runs of a schedule",
      description = "What came of each due time, newest first.")
  Page<ScheduleRunView> history(
      HttpRequest<?> request,
      @Parameter(description = "Id of the schedule", example = NIGHTLY) String id,
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
  @Operation(operationId = "createSchedule", summary = "Create a schedule")
  @ApiResponse(
      responseCode = "201",
      description = "Made.",
      headers =
          @Header(
              name = "Location",
              description = "Path of the schedule",
              schema = @Schema(type = "string", example = PATH + "/" + NIGHTLY)),
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
      description = "Changes what it does or when; what is left out stays.")
  ScheduleView change(
      @Parameter(description = "Id of the schedule", example = NIGHTLY) String id,
      @Body @Valid ScheduleChange change) {
    return view(
        schedules.change(
            id, before -> change.of(before).checked(schedules.actions(), clock.instant())));
  }

  @Delete("/{id}")
  @Operation(
      operationId = "deleteSchedule",
      summary = "Delete a schedule",
      description = "With its history; what it ordered stays.")
  @Status(HttpStatus.NO_CONTENT)
  HttpResponse<Void> delete(
      @Parameter(description = "Id of the schedule", example = NIGHTLY) String id) {
    schedules.delete(id);
    return HttpResponse.noContent();
  }

  @Post("/{id}/pause")
  @Operation(
      operationId = "pauseSchedule",
      summary = "Pause a schedule",
      description = "What becomes due meanwhile is skipped.")
  ScheduleView pause(@Parameter(description = "Id of the schedule", example = NIGHTLY) String id) {
    return view(schedules.pause(id));
  }

  @Post("/{id}/resume")
  @Operation(operationId = "resumeSchedule", summary = "Resume a schedule")
  ScheduleView resume(@Parameter(description = "Id of the schedule", example = NIGHTLY) String id) {
    return view(schedules.resume(id));
  }

  @Post("/{id}/run")
  @Operation(
      operationId = "runSchedule",
      summary = "Run a schedule now",
      description = "Orders what its next due time would order.")
  @Status(HttpStatus.ACCEPTED)
  HttpResponse<ScheduleRunView> run(
      @Parameter(description = "Id of the schedule", example = NIGHTLY) String id, Caller caller) {
    return HttpResponse.<ScheduleRunView>accepted()
        .body(ScheduleRunView.of(schedules.runNow(id, caller.subject()), null));
  }

  @Post("/pause")
  @Operation(operationId = "pauseAllSchedules", summary = "Pause all schedules")
  AllPaused pauseAll(Caller caller) {
    schedules.pauseAll(caller.subject());
    return new AllPaused(true);
  }

  @Post("/resume")
  @Operation(
      operationId = "resumeAllSchedules",
      summary = "Resume all schedules",
      description = "Ends the pause of all; those that are paused by themselves stay so.")
  AllPaused resumeAll(Caller caller) {
    schedules.resumeAll(caller.subject());
    return new AllPaused(false);
  }

  private ScheduleView view(Schedules.Shown shown) {
    return ScheduleView.of(shown, clock.instant());
  }
}
