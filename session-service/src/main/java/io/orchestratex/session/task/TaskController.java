package io.orchestratex.session.task;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.session.ownership.OwnershipRules;
import io.orchestratex.session.wire.MetadataRules;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handing in and finding tasks. */
@Controller("/api/v1/tasks")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Tasks")
class TaskController {

  private static final int DEFAULT_PRIORITY = 5;

  private final TaskStore store;
  private final InstantSource clock;

  TaskController(TaskStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What a task is handed in with; it starts as pending. */
  @Introspected
  record NewTask(
      @NotBlank @Size(max = 100) String type,
      @Size(max = 10_000) @Nullable String description,
      @Min(1) @Max(10) @Nullable Integer priority,
      @Nullable UUID agentId,
      @Nullable Map<String, Object> payload) {}

  @Post
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  @Operation(
      summary = "Hands in a task; one for an agent, its owner or an admin",
      responses = @ApiResponse(responseCode = "201", description = "The task"))
  Task add(@Parameter(hidden = true) Caller caller, @Body @Valid NewTask wanted) {
    Integer priority = wanted.priority();
    String description = wanted.description();
    UUID agentId = wanted.agentId();
    if (agentId != null) {
      requireAgent(caller, agentId);
    }
    Task task =
        new Task(
            UUID.randomUUID().toString(),
            caller.subject(),
            agentId == null ? null : agentId.toString(),
            wanted.type().strip(),
            description == null ? "" : description,
            TaskStatus.PENDING,
            priority == null ? DEFAULT_PRIORITY : priority,
            MetadataRules.checked("/payload", wanted.payload()),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    store.add(task);
    return task;
  }

  private void requireAgent(Caller caller, UUID agentId) {
    String owner =
        store
            .ownerOfAgent(agentId)
            .filter(ownerId -> OwnershipRules.mayRead(caller, ownerId))
            .orElseThrow(() ->
                FailureException.invalid(
                    "task.agent-unknown", "/agent_id", "is not an agent's id"));
    OwnershipRules.requireWrite(caller, owner, "agent");
  }

  @Get
  @Operation(summary = "Tasks that the caller may read, newest first")
  Page<Task> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @QueryValue @Nullable String status,
      @QueryValue @Nullable String type,
      @QueryValue("agent_id") @Nullable String agentId,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "type", "agent_id");
    return store.list(
        new TaskStore.Filter(
            OwnershipRules.readableOwner(caller),
            WireName.filter(TaskStatus.class, "status", status),
            type,
            agentId),
        page);
  }

  @Get("/{id}")
  @Operation(summary = "One task")
  Task get(@Parameter(hidden = true) Caller caller, String id) {
    return store
        .find(id, OwnershipRules.readableOwner(caller))
        .orElseThrow(
            () -> FailureException.notFound("task.unknown", "No task has the id " + id + "."));
  }
}
