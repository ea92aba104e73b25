package io.orchestratex.session.agent;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.contracts.AgentEvent;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
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
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registering and finding agents. */
@Controller("/api/v1/agents")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Agents", description = "People and programs that work on tasks.")
class AgentController {

  private static final String ID = "The agent's id, a UUID";
  private static final String ID_EXAMPLE = "5b8f2f1e-7c1d-4f0e-9a57-3f5f2f6b8a01";

  private final AgentStore store;
  private final AgentBroadcast broadcast;
  private final InstantSource clock;

  AgentController(AgentStore store, AgentBroadcast broadcast, InstantSource clock) {
    this.store = store;
    this.broadcast = broadcast;
    this.clock = clock;
  }

  /**
   * What an agent is registered with.
   *
   * @param name what people call it, up to 200 characters; not blank
   * @param role what it works as, in a word or two, up to 100 characters; not blank
   * @param status what it is up to; {@code active} when left out
   * @param capabilities what it can do, up to 100 words such as {@code code} of up to 100
   *     characters; none when left out
   * @param metadata anything that the client wants to keep with the agent: a JSON object of up to
   *     100 keys and list elements in up to 5 levels. A key has 1 to 64 characters, holds no dot
   *     and begins with no dollar sign; a text has up to 2000 characters, a whole number up to 64
   *     bits
   */
  @Introspected
  record NewAgent(
      @NotBlank @Size(max = 200) String name,
      @NotBlank @Size(max = 100) String role,
      @Nullable AgentStatus status,
      @Size(max = 100) @Nullable List<@NotBlank @Size(max = 100) String> capabilities,
      @Nullable Map<String, Object> metadata) {}

  @Post
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  @Operation(
      operationId = "registerAgent",
      summary = "Register an agent",
      description = "The agent belongs to the caller.",
      responses = @ApiResponse(responseCode = "201", description = "The agent"))
  Agent add(@Parameter(hidden = true) Caller caller, @Body @Valid NewAgent wanted) {
    AgentStatus status = wanted.status();
    List<String> capabilities = wanted.capabilities();
    Agent agent =
        new Agent(
            UUID.randomUUID().toString(),
            caller.subject(),
            wanted.name().strip(),
            wanted.role().strip(),
            status == null ? AgentStatus.ACTIVE : status,
            capabilities == null ? List.of() : capabilities,
            MetadataRules.checked("/metadata", wanted.metadata()),
            now());
    store.add(agent);
    return agent;
  }

  /**
   * The status that an agent goes to.
   *
   * @param status what it is up to from now on
   */
  @Introspected
  @Schema(name = "AgentStatusChange")
  record NewStatus(@NotNull AgentStatus status) {}

  @Patch("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  @Operation(
      operationId = "changeAgentStatus",
      summary = "Change an agent's status",
      description =
          "Its owner or an admin may. The change is published on the topic `agent.events.v1`, and at"
              + " once on the Redis channel `channel:agent:status` as `{\"agentId\", \"status\"}`."
              + " The status that it has already changes nothing and is not published.",
      responses = @ApiResponse(responseCode = "200", description = "The agent in its new status"))
  Agent change(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id,
      @Body @Valid NewStatus wanted) {
    OwnershipRules.requireWrite(caller, find(caller, id).ownerId(), "agent");
    AgentStore.StatusChange change =
        store
            .changeStatus(id, wanted.status(), caller.subject(), now())
            .orElseThrow(() -> unknown(id));
    AgentEvent.StatusChanged event = change.event();
    if (event != null) {
      broadcast.send(event);
    }
    return change.agent();
  }

  @Get
  @Operation(
      operationId = "listAgents",
      summary = "List agents",
      description =
          "Newest first. Operators, analysts and admins see all agents, others those that they"
              + " registered.",
      responses = @ApiResponse(responseCode = "200", description = "A page of agents"))
  Page<Agent> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = "Only agents in this status",
              example = "idle",
              schema = @Schema(implementation = AgentStatus.class))
          @QueryValue
          @Nullable String status,
      @Parameter(description = "Only agents with exactly this role", example = "reviewer")
          @QueryValue
          @Nullable String role,
      @Parameter(description = "Only agents that can do this", example = "code") @QueryValue
          @Nullable String capability,
      @Parameter(
              description = "Only agents of this user: the subject of the owner's token",
              example = "6b0f1c52-7d0e-4a55-9a0c-3b6f8f4f7f10")
          @QueryValue("owner_id")
          @Nullable String ownerId,
      @Parameter(
              description = "Only agents whose name contains this, in letters of either case",
              example = "review")
          @QueryValue
          @Nullable String q,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "role", "capability", "owner_id", "q");
    return store.list(
        new AgentStore.Filter(
            OwnershipRules.readableOwner(caller),
            WireName.filter(AgentStatus.class, "status", status),
            role,
            capability,
            ownerId,
            TextFilter.read("q", q)),
        page);
  }

  @Get("/{id}")
  @Operation(
      operationId = "getAgent",
      summary = "Get an agent",
      responses = @ApiResponse(responseCode = "200", description = "The agent"))
  Agent get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return find(caller, id);
  }

  private Agent find(Caller caller, String id) {
    return store
        .find(id)
        .filter(agent -> OwnershipRules.mayRead(caller, agent.ownerId()))
        .orElseThrow(() -> unknown(id));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static FailureException unknown(String id) {
    return FailureException.notFound("agent.unknown", "No agent has the id " + id + ".");
  }
}
