package io.orchestratex.backup.policy;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.schedule.ZoneNames;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies over HTTP. */
@Controller(PolicyController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Tag(
    name = "Backup policies",
    description = "What is backed up by itself, when, and which backups are kept.")
class PolicyController {

  static final String PATH = "/api/v1/policies";

  private static final String NAME = "Name of the policy.";
  private static final String EXAMPLE = "production";

  private final Policies policies;
  private final PolicyStore store;
  private final PolicyViews views;
  private final RetentionPlanner planner;
  private final InstantSource clock;

  PolicyController(
      Policies policies,
      PolicyStore store,
      PolicyViews views,
      RetentionPlanner planner,
      InstantSource clock) {
    this.policies = policies;
    this.store = store;
    this.views = views;
    this.planner = planner;
    this.clock = clock;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listPolicies",
      summary = "List backup policies",
      description = "By name, each with its next times and what came of its last cleanup.")
  @ApiResponse(responseCode = "200", description = "A page of policies.")
  Page<PolicyView> list(HttpRequest<?> request, @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Page<Policy> found = store.list(page);
    return new Page<>(found.items().stream().map(views::of).toList(), found.paging());
  }

  @Get("/presets")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listPolicyPresets",
      summary = "List policies that are ready to be chosen",
      description =
          "Each with the times that it would run at. What belongs to a preset and is not possible"
              + " yet is said in `not_yet`. To choose one, create a policy that names it.")
  @ApiResponse(responseCode = "200", description = "A page of presets.")
  Page<PresetView> presets(
      HttpRequest<?> request,
      @Nullable
          @QueryValue
          @Parameter(
              description = "Time zone whose clock the times are of; left out, UTC.",
              example = "Europe/Berlin")
          String zone,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "zone");
    String named = zone == null ? "UTC" : zone;
    ZoneNames.error("?zone", named)
        .ifPresent(error -> {
          throw FailureException.invalid("request.invalid", List.of(error));
        });
    ZoneId of = ZoneId.of(named);
    List<PresetView> shown =
        Preset.ALL.stream()
            .skip(page.offset())
            .limit(page.limit())
            .map(each -> PresetView.of(each, of, clock.instant()))
            .toList();
    return Page.of(shown, page, Preset.ALL.size());
  }

  @Get("/{name}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getPolicy",
      summary = "Show a backup policy",
      description = "With its next times and what came of its last cleanup.")
  @ApiResponse(responseCode = "200", description = "The policy.")
  PolicyView get(@Parameter(description = NAME, example = EXAMPLE) String name) {
    return views.of(policies.get(name));
  }

  @Get("/{name}/retention")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "planRetention",
      summary = "Show what a cleanup would remove",
      description =
          "Says of each backup that the policy covers which rules keep it, or why it would go, and"
              + " changes nothing. Whatever the rules say, these are kept: backups that are being"
              + " taken, held or in use, safety backups of restores for 7 days, and of each target"
              + " the newest verified backup.")
  @ApiResponse(responseCode = "200", description = "What a cleanup would do now.")
  RetentionView retention(
      HttpRequest<?> request,
      @Parameter(description = NAME, example = EXAMPLE) String name,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    return RetentionView.of(planner.plan(policies.get(name), clock.instant()), page);
  }

  @Post
  @Operation(
      operationId = "createPolicy",
      summary = "Create a backup policy",
      description =
          "Its backups are taken from now on, at its times or so that none gets too old, and"
              + " backups that no rule keeps are removed. Its schedules, `policy-` and `cleanup-`"
              + " with its name, can be paused, resumed and run like others.")
  @ApiResponse(
      responseCode = "201",
      description = "The policy.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the policy.",
              schema = @Schema(type = "string", example = PATH + "/" + EXAMPLE)),
      content = @Content(schema = @Schema(implementation = PolicyView.class)))
  HttpResponse<PolicyView> create(@Body @Valid PolicyBody body, Caller caller) {
    Policy policy = policies.create(body, caller.subject());
    return HttpResponse.<PolicyView>created(URI.create(PATH + "/" + policy.name()))
        .body(views.of(policy));
  }

  @Put("/{name}")
  @Operation(
      operationId = "replacePolicy",
      summary = "Replace a backup policy",
      description =
          "The body is the whole policy: what is left out is as in a new one. With a version the"
              + " policy is replaced only if that is the stored one, else 409. When its times"
              + " change, due times that have passed and were not decided yet are dropped.")
  @ApiResponse(responseCode = "200", description = "The policy as it is now.")
  PolicyView replace(
      @Parameter(description = NAME, example = EXAMPLE) String name,
      @Body @Valid PolicyBody body,
      Caller caller) {
    return views.of(policies.replace(name, body, caller.subject()));
  }

  @Delete("/{name}")
  @Operation(
      operationId = "deletePolicy",
      summary = "Delete a backup policy",
      description =
          "Deletes it with its schedules. Its backups stay, and nothing removes them unless another"
              + " policy covers them.")
  @ApiResponse(responseCode = "204", description = "The policy is deleted.")
  HttpResponse<Void> delete(@Parameter(description = NAME, example = EXAMPLE) String name) {
    policies.delete(name);
    return HttpResponse.noContent();
  }
}
