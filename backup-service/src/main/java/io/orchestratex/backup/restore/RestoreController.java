package io.orchestratex.backup.restore;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restores over HTTP: first the plan, then, with its token, the restore. */
@Controller("/api/v1/restores")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR})
class RestoreController {

  private final RestorePlanner planner;
  private final JobStore store;
  private final JobWorker worker;
  private final InstantSource clock;

  RestoreController(RestorePlanner planner, JobStore store, JobWorker worker, InstantSource clock) {
    this.planner = planner;
    this.store = store;
    this.worker = worker;
    this.clock = clock;
  }

  /** Answers the plan with 200, or with 202 the restore that was begun. */
  @Post
  HttpResponse<Object> restore(@Body @Valid RestoreRequest request, Caller caller) {
    RestorePlan plan = planner.plan(request);
    if (!request.isConfirmed()) {
      return HttpResponse.ok(Map.of("plan", plan));
    }
    planner.requireFit(plan, request.selection(), request.planToken());
    if (plan.restored().isEmpty()) {
      throw FailureException.conflict(
          "restore.nothing-to-do", "The plan leaves everything as it is; there is nothing to do.");
    }
    requireAlone(plan);
    Job job =
        store.order(
            new JobOrder(
                JobKind.RESTORE,
                plan.backup(),
                plan.targetIds(),
                null,
                caller.subject(),
                null,
                RestoreDetails.begin(request.selection(), plan.restored()).toJson()),
            clock.instant());
    worker.wake();
    return HttpResponse.<Object>accepted(URI.create("/api/v1/restores/" + job.id()))
        .body(RestoreView.of(find(job.id())));
  }

  private void requireAlone(RestorePlan plan) {
    for (String target : plan.targetIds()) {
      store
          .list(new JobFilter(JobKind.RESTORE, null, target, null), new PageRequest(100, 0))
          .items()
          .stream()
          .map(JobRecord::job)
          .filter(job -> !job.status().isFinal())
          .findFirst()
          .ifPresent(job -> {
            throw FailureException.conflict(
                "restore.in-progress",
                "Restore " + job.id() + " of " + target + " has not ended yet.");
          });
    }
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  Page<RestoreView> list(
      @Nullable @QueryValue String state, @Nullable @QueryValue String target, PageRequest page) {
    Page<JobRecord> found = store.list(new JobFilter(JobKind.RESTORE, state, target, null), page);
    return new Page<>(found.items().stream().map(RestoreView::of).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  RestoreView get(String id) {
    return RestoreView.of(find(id));
  }

  @Post("/{id}/cancel")
  HttpResponse<RestoreView> cancel(String id, Caller caller) {
    Job job = find(id).job();
    store.change(
        job.id(), new JobCommand.RequestCancel(caller.subject()), clock.instant(), null, null);
    return HttpResponse.<RestoreView>accepted().body(RestoreView.of(find(id)));
  }

  private JobRecord find(String id) {
    return store
        .find(id)
        .filter(found -> found.job().kind() == JobKind.RESTORE)
        .orElseThrow(
            () -> FailureException.notFound("restore.unknown", "There is no restore " + id + "."));
  }
}
