package io.orchestratex.backup.restore;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.capture.RequestPatterns;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.RestrictedDatabases;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores over HTTP: first the plan, then, with its token, the restore. */
@Controller("/api/v1/restores")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
class RestoreController {

  private static final String STATES =
      "queued|verifying|safety_backup|restoring|comparing|swapping|rolling_back|succeeded|failed"
          + "|cancelled|rolled_back|rollback_failed";

  private final RestorePlanner planner;
  private final JobStore store;
  private final JobWorker worker;
  private final RestrictedDatabases restricted;
  private final InstantSource clock;

  RestoreController(
      RestorePlanner planner,
      JobStore store,
      JobWorker worker,
      RestrictedDatabases restricted,
      InstantSource clock) {
    this.planner = planner;
    this.store = store;
    this.worker = worker;
    this.restricted = restricted;
    this.clock = clock;
  }

  /**
   * Answers the plan with 200, or with 202 the restore that was begun. A confirmation that arrives
   * again, because its answer was lost, is answered with the restore that it began.
   */
  @Post
  HttpResponse<Object> restore(@Body @Valid RestoreRequest request, Caller caller) {
    Optional<JobRecord> begun = begun(request);
    if (begun.isPresent()) {
      return accepted(begun.get().job());
    }
    RestorePlan plan = planner.plan(request);
    if (!request.isConfirmed()) {
      return HttpResponse.ok(Map.of("plan", plan));
    }
    String token = planner.requireFit(plan, request.selection(), request.planToken());
    restricted.requireAdmin(caller, "restore.admin-only", "is restored", plan.changed());
    if (plan.restored().isEmpty()) {
      throw FailureException.conflict(
          "restore.nothing-to-do", "The plan leaves everything as it is; there is nothing to do.");
    }
    if (!plan.obstacles().isEmpty()) {
      throw FailureException.conflict(
          "restore.obstacle",
          "As things are, nothing is restored: " + String.join(" ", plan.obstacles()));
    }
    Job job =
        store.order(
            new JobOrder(
                RestoreJobRules.KIND,
                plan.backup(),
                plan.targetIds(),
                null,
                caller.subject(),
                null,
                RestoreDetails.begin(request.selection(), plan.restored()).toJson(),
                PlanToken.key(token)),
            clock.instant());
    worker.wake();
    return accepted(job);
  }

  private HttpResponse<Object> accepted(Job job) {
    return HttpResponse.<Object>accepted(URI.create("/api/v1/restores/" + job.id()))
        .body(RestoreView.of(find(job.id()), store));
  }

  /** The restore that this confirmation has begun already. */
  private Optional<JobRecord> begun(RestoreRequest request) {
    if (!request.isConfirmed() || request.planToken() == null) {
      return Optional.empty();
    }
    Optional<JobRecord> found = store.ordered(PlanToken.key(request.planToken()));
    if (found.isPresent() && !RestoreView.isOf(found.get(), request)) {
      throw FailureException.conflict(
          "restore.plan-used",
          "The token is of the plan that restore "
              + found.get().job().id()
              + " carries out, which is another one; ask for a new plan and read it.");
    }
    return found;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  Page<RestoreView> list(
      @Nullable @QueryValue @Pattern(regexp = STATES, message = "must be one of " + STATES)
          String state,
      @Nullable
          @QueryValue
          @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
          String target,
      @OpenAPIRequest PageRequest page) {
    Page<JobRecord> found =
        store.list(new JobFilter(RestoreJobRules.KIND, state, target, null), page);
    return new Page<>(
        found.items().stream().map(row -> RestoreView.of(row, store)).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  RestoreView get(String id) {
    return RestoreView.of(find(id), store);
  }

  @Post("/{id}/cancel")
  HttpResponse<RestoreView> cancel(String id, Caller caller) {
    Job job = find(id).job();
    store.change(
        job.id(), new JobCommand.RequestCancel(caller.subject()), clock.instant(), null, null);
    return HttpResponse.<RestoreView>accepted().body(RestoreView.of(find(id), store));
  }

  /**
   * Ends a restore that has begun to move data, cannot end by itself and is tried again and again:
   * a person has looked at the targets. What it keeps under temporary names stays, and its failure
   * names it.
   */
  @Post("/{id}/give-up")
  RestoreView giveUp(String id, Caller caller) {
    Job job = find(id).job();
    store.giveUp(job.id(), caller.subject(), clock.instant());
    return RestoreView.of(find(id), store);
  }

  private JobRecord find(String id) {
    return Backups.knownById(store, id)
        .filter(found -> found.job().kind().equals(RestoreJobRules.KIND))
        .orElseThrow(
            () -> FailureException.notFound("restore.unknown", "There is no restore " + id + "."));
  }
}
