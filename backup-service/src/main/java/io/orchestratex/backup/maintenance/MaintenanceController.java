package io.orchestratex.backup.maintenance;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Operation;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maintenance over HTTP. */
@Controller("/api/v1/maintenance")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
@Tag(name = "Maintenance", description = "When services take no changes through the gateway.")
class MaintenanceController {

  private static final int DEFAULT_MINUTES = 60;
  private static final int MOST_MINUTES = 24 * 60;

  private final Maintenances maintenances;
  private final KeepCurrentSettings databases;

  MaintenanceController(Maintenances maintenances, KeepCurrentSettings databases) {
    this.maintenances = maintenances;
    this.databases = databases;
  }

  /**
   * What is declared.
   *
   * @param services names of the services that are to take no changes; left out, all that keep data
   *     but backup-service
   * @param minutes how long it holds unless it is ended before; left out, 60
   * @param reason why, for the people who meet it
   */
  @Introspected
  @Schema(name = "MaintenanceRequest")
  record Request(
      @Nullable @Size(min = 1, max = 10) List<@NotNull @Size(min = 1, max = 63) String> services,
      @Nullable @Min(1) @Max(MOST_MINUTES) Integer minutes,
      @NotNull
          @Pattern(
              regexp = "[^\\p{Cc}\\p{Cs}]{1,200}",
              message = "must be a text of 1 to 200 characters, on one line")
          String reason) {}

  /**
   * Whether services take changes.
   *
   * @param active whether one of them takes none
   * @param maintenances what was declared and has not ended
   * @param services names of the services that it can be declared for
   */
  @Schema(name = "MaintenanceStatus")
  record Status(boolean active, List<Shown> maintenances, List<String> services) {}

  private Status status() {
    List<Maintenance> current = maintenances.current();
    return new Status(
        !current.isEmpty(), current.stream().map(Shown::of).toList(), databases.services());
  }

  /**
   * What was declared.
   *
   * @param id id of the restore that it is for, or {@code by-hand}
   * @param services the services that take no changes
   * @param reason why
   * @param restore id of the restore that it is for; absent when a person declared it
   * @param declaredBy who ordered the restore, or declared it
   * @param declaredAt when it was declared, or prolonged
   * @param until when it runs out by itself; for a restore it is prolonged while that goes on
   */
  @Schema(name = "Maintenance")
  record Shown(
      String id,
      List<String> services,
      String reason,
      @Nullable String restore,
      String declaredBy,
      Instant declaredAt,
      Instant until) {
    static Shown of(Maintenance of) {
      return new Shown(
          of.id(),
          of.services(),
          of.reason(),
          of.restore(),
          of.declaredBy(),
          of.declaredAt(),
          of.until());
    }
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getMaintenance",
      summary = "Show which services take no changes",
      description =
          "While a service is in maintenance, the gateway answers requests that would change"
              + " something of it with 503 and `Retry-After`; what only reads is passed on.")
  @ApiResponse(responseCode = "200", description = "What holds now.")
  Status show() {
    return status();
  }

  @Put
  @Operation(
      operationId = "declareMaintenance",
      summary = "Have services take no changes",
      description =
          "In place of what was declared by hand before. Each gateway hears of it within a second"
              + " or so. It runs out by itself. Restores declare their own.")
  @ApiResponse(responseCode = "200", description = "What holds now.")
  Status declare(@Body @Valid Request request, Caller caller) {
    List<String> services = services(request.services());
    int minutes = Objects.requireNonNullElse(request.minutes(), DEFAULT_MINUTES);
    maintenances.declare(services, request.reason(), caller.subject(), Duration.ofMinutes(minutes));
    return status();
  }

  private List<String> services(@Nullable List<String> wanted) {
    List<String> known = databases.services();
    if (wanted == null) {
      List<String> others = known.stream().filter(each -> !each.equals("backup-service")).toList();
      if (others.isEmpty()) {
        throw FailureException.conflict(
            "maintenance.no-service",
            "No service keeps data here: orchestratex.backup.restore.own-databases names none.");
      }
      return others;
    }
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (!known.contains(wanted.get(i))) {
        errors.add(
            new FieldError(
                "/services/" + i, "names no service that keeps data; known are " + known));
      }
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("maintenance.service-unknown", errors);
    }
    return wanted.stream().distinct().sorted().toList();
  }

  @Delete
  @Operation(
      operationId = "endMaintenance",
      summary = "Have services take changes again",
      description =
          "Ends what was declared by hand; where nothing is, it stays so. What a restore declared"
              + " ends with the restore.")
  @ApiResponse(responseCode = "200", description = "What holds now.")
  Status end(Caller caller) {
    maintenances.end(caller.subject());
    return status();
  }
}
