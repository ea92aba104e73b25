package io.orchestratex.gateway.console.targets;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.target.JoinedTarget;
import io.orchestratex.gateway.console.service.target.TargetApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All targets, {@code list.jte}, and one, {@code detail.jte}. */
@Controller(TargetSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class TargetListController {

  private static final int NOT_FOUND = 404;

  private final TargetApi api;
  private final Parts parts;
  private final Pages pages;

  TargetListController(TargetApi api, Parts parts, Pages pages) {
    this.api = api;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the list shows.
   *
   * @param backups what stands in place of what is backed up; null when that is known
   * @param watches the same of what is watched
   * @param more how many are not shown
   */
  record ListView(
      List<JoinedTarget> targets,
      @Nullable Picture backups,
      @Nullable Picture watches,
      long more,
      @Nullable String refusal) {
    ListView {
      targets = List.copyOf(targets);
    }
  }

  /** What the page of one shows. */
  record DetailView(
      JoinedTarget target,
      @Nullable Picture backups,
      @Nullable Picture watches,
      @Nullable String refusal) {}

  @Get
  HttpResponse<byte[]> list(Visit visit) {
    var asked = parts.begin(visit, () -> api.backedUp(visit));
    Part<Paged<JoinedTarget.Watch>> watched = Parts.load(visit, () -> api.watched(visit));
    Part<Paged<JoinedTarget.Backup>> backedUp = asked.get();
    SortedMap<String, JoinedTarget> joined = new TreeMap<>();
    long more = 0;
    if (backedUp.isLoaded()) {
      Paged<JoinedTarget.Backup> page = backedUp.get();
      page.items().forEach(each -> joined.put(each.id(), new JoinedTarget(each.id(), each, null)));
      more += page.paging().total() - page.items().size();
    }
    if (watched.isLoaded()) {
      Paged<JoinedTarget.Watch> page = watched.get();
      page.items()
          .forEach(each ->
              joined.merge(
                  each.id(),
                  new JoinedTarget(each.id(), null, each),
                  (known, _) -> new JoinedTarget(known.id(), known.backup(), each)));
      more += page.paging().total() - page.items().size();
    }
    return pages.page(
        visit,
        "targets/list.jte",
        new ListView(
            new ArrayList<>(joined.values()),
            backedUp.picture(),
            watched.picture(),
            more,
            pages.refusal(visit, Role.OPERATOR)));
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    var asked = parts.begin(visit, () -> api.backedUp(visit, id));
    Part<JoinedTarget.Watch> watched = Parts.load(visit, () -> api.watched(visit, id));
    Part<JoinedTarget.Backup> backedUp = asked.get();
    if (!backedUp.isLoaded() && !watched.isLoaded()) {
      return pages.part(visit, "targets/detail.jte", isMissing(backedUp) ? watched : backedUp);
    }
    JoinedTarget target =
        new JoinedTarget(
            id,
            backedUp.isLoaded() ? backedUp.get() : null,
            watched.isLoaded() ? watched.get() : null);
    return pages.page(
        visit,
        "targets/detail.jte",
        new DetailView(
            target,
            isMissing(backedUp) ? null : backedUp.picture(),
            isMissing(watched) ? null : watched.picture(),
            pages.refusal(visit, Role.OPERATOR)));
  }

  /** It is known that there is none. */
  private static boolean isMissing(Part<?> part) {
    Picture picture = part.picture();
    return picture != null && picture.status() == NOT_FOUND;
  }
}
