package io.orchestratex.gateway.console.sessions;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Session;
import io.orchestratex.gateway.console.service.session.SessionApi;
import io.orchestratex.gateway.console.service.session.SessionThread;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One session: {@code detail.jte}; starting one, and opening threads in it. */
@Controller(SessionSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class SessionController {

  static final String DEFAULT_DOMAIN = "general";
  private static final int THREADS = 50;

  private final SessionApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  SessionController(SessionApi api, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /** What a form for a new session or thread holds. */
  record NewThread(String title, String domain, String key, @Nullable ServiceFault fault) {

    static NewThread blank() {
      return new NewThread("", DEFAULT_DOMAIN, UUID.randomUUID().toString(), null);
    }

    static NewThread of(Form form, ServiceFault fault) {
      return new NewThread(form.exact("title"), form.exact("domain"), form.exact("key"), fault);
    }

    @Nullable String errorOf(String field) {
      return fault == null ? null : fault.errorOf(field);
    }
  }

  /**
   * What the page shows.
   *
   * @param changeRefusal why this person may not end or delete it
   * @param askRefusal why this person may not open threads in it
   */
  record DetailView(
      Session session,
      String owner,
      Part<Paged<SessionThread>> threads,
      int page,
      Part<List<SessionApi.ModelUse>> use,
      NewThread form,
      @Nullable String changeRefusal,
      @Nullable String askRefusal) {

    boolean hasOlder() {
      return threads.isLoaded() && threads.get().paging().total() > (long) page * THREADS;
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    return pages.part(visit, "sessions/detail.jte", view(visit, id, NewThread.blank()));
  }

  private Part<DetailView> view(Visit visit, String id, NewThread form) {
    int page = page(visit);
    var names = parts.begin(visit, () -> owners.names(visit));
    var use = parts.begin(visit, () -> api.use(visit, id));
    var threads = parts.begin(visit, () -> api.threads(visit, id, THREADS, (page - 1L) * THREADS));
    return Parts.load(visit, () -> api.get(visit, id))
        .map(session ->
            new DetailView(
                session,
                names.get().get().of(session.userId()),
                threads.get(),
                page,
                use.get(),
                form,
                SessionViews.changeRefusal(pages, visit, session),
                SessionViews.askRefusal(pages, visit, session)));
  }

  @Get("/new")
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> form(Visit visit) {
    return pages.page(visit, "sessions/new.jte", NewThread.blank());
  }

  /** Starts a session with its first thread, in which the next page asks. */
  @Post
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> start(Visit visit, Form form) {
    try {
      Session session = api.start(visit, form.text("title"), form.text("key"));
      SessionThread thread =
          api.openThread(
              visit,
              session.id(),
              domain(form),
              null,
              form.text("key") == null ? null : form.text("key") + "-thread");
      return pages.after(
          new Flash(true, "The session is started. Ask its first question."),
          SessionViews.path(session.id(), thread.id()));
    } catch (ServiceFault e) {
      return pages.page(
          HttpStatus.valueOf(e.status()), visit, "sessions/new.jte", NewThread.of(form, e));
    }
  }

  @Post("/{id}/threads")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> openThread(Visit visit, String id, Form form) {
    try {
      SessionThread thread =
          api.openThread(visit, id, domain(form), form.text("title"), form.text("key"));
      return pages.after(
          new Flash(true, "The thread is open. Ask its first question."),
          SessionViews.path(id, thread.id()));
    } catch (ServiceFault e) {
      Part<DetailView> view = view(visit, id, NewThread.of(form, e));
      return view.isLoaded()
          ? pages.page(HttpStatus.valueOf(e.status()), visit, "sessions/detail.jte", view.get())
          : pages.part(visit, "sessions/detail.jte", view);
    }
  }

  private static String domain(Form form) {
    String domain = form.text("domain");
    return domain == null ? DEFAULT_DOMAIN : domain;
  }

  /** The page that an address asks for, from 1 on. */
  static int page(Visit visit) {
    String page = visit.parameter("page");
    try {
      return page == null ? 1 : Math.clamp(Integer.parseInt(page), 1, 1_000);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
