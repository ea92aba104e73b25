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
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.orchestratex.session.ownership.OwnershipRules;
import io.orchestratex.session.wire.MetadataRules;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
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
@Tag(name = "Tasks", description = "Work for agents.")
class TaskController {

  private static final int DEFAULT_PRIORITY = 5;

  private final TaskStore store;
  private final InstantSource clock;

  TaskController(TaskStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What a task is handed in with; it starts as pending.
   *
   * @param type what kind of work it is, in a word or two, up to 100 characters; not blank
   * @param description what is to be done, up to 10000 characters; empty when left out
   * @param priority 1 to 10, higher first; 5 when left out
   * @param agentId the agent that is to work on it, which the caller must own or be an admin; none
   *     when left out
   * @param payload what the agent needs for it: a JSON object of up to 100 keys and list elements
   *     in up to 5 levels. A key has 1 to 64 characters, holds no dot and begins with no dollar
   *     sign; a text has up to 2000 characters, a whole number up to 64 bits
   */
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
      operationId = "createTask",
      summary = "Hand in a task",
      description =
          "The task belongs to the caller and starts as pending. A task for an agent may be handed in"
              + " by the agent's owner or an admin.",
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
  @Operation(
      operationId = "listTasks",
      summary = "List tasks",
      description =
          "Newest first. Operators, analysts and admins see all tasks, others those that they handed"
              + " in and those of their own agents.",
      responses = @ApiResponse(responseCode = "200", description = "A page of tasks"))
  Page<Task> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = "Only tasks in this status",
              example = "pending",
              schema = @Schema(implementation = TaskStatus.class))
          @QueryValue
          @Nullable String status,
      @Parameter(description = "Only tasks of exactly this type", example = "summary") @QueryValue
          @Nullable String type,
      @Parameter(
              description = "Only tasks of the agent with this id, a UUID",
              example = "5b8f2f1e-7c1d-4f0e-9a57-3f5f2f6b8a01")
          @QueryValue("agent_id")
          @Nullable String agentId,
      @Parameter(
              description = "Only tasks whose description contains this, in letters of either case",
              example = "invoice")
          @QueryValue
          @Nullable String q,
      @Parameter(
              description = "Only tasks handed in at this time or later; or -24h",
              example = "-7d")
          @QueryValue
          @Nullable String from,
      @Parameter(description = "Only tasks handed in before this time; or now", example = "now")
          @QueryValue
          @Nullable String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "type", "agent_id", "q", "from", "to");
    return store.list(
        new TaskStore.Filter(
            OwnershipRules.readableOwner(caller),
            WireName.filter(TaskStatus.class, "status", status),
            type,
            agentId,
            TextFilter.read("q", q),
            TimeRange.read(from, to, clock.instant())),
        page);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getTask",
      summary = "Get a task",
      responses = @ApiResponse(responseCode = "200", description = "The task"))
  Task get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = "The task's id, a UUID",
              example = "c1b9b1a0-2f0f-4d6e-8a55-9f0a1b2c3d4e")
          String id) {
    return store
        .find(id, OwnershipRules.readableOwner(caller))
        .orElseThrow(
            () -> FailureException.notFound("task.unknown", "No task has the id " + id + "."));
  }
}
