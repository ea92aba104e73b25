package io.orchestratex.gateway.console.sessions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Flash;
import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.EventStream;
import io.orchestratex.gateway.console.service.EventStream.ServerEvent;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.session.Session;
import io.orchestratex.gateway.console.service.session.SessionApi;
import io.orchestratex.gateway.console.service.session.SessionThread;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** One thread: {@code thread.jte}, and asking models in it. */
@Controller(SessionSection.PATH + "/{session}/threads/{id}")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class ThreadController {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SessionApi api;
  private final AnswerRelay relay;
  private final Parts parts;
  private final Pages pages;

  ThreadController(SessionApi api, AnswerRelay relay, Parts parts, Pages pages) {
    this.api = api;
    this.relay = relay;
    this.parts = parts;
    this.pages = pages;
  }

  /**
   * What the form holds that asks a model.
   *
   * @param key makes sending it twice ask once
   * @param problem why the last question was not answered
   */
  record Question(String prompt, String model, String key, @Nullable String problem) {

    static Question blank(@Nullable String model) {
      return new Question("", model == null ? "" : model, UUID.randomUUID().toString(), null);
    }
  }

  /** What the page shows; {@code refusal} says why this person may not ask. */
  record ThreadView(
      Session session,
      SessionThread thread,
      Part<History> history,
      Part<List<SessionApi.Model>> models,
      Question question,
      @Nullable String refusal) {

    String path() {
      return SessionViews.path(session.id(), thread.id());
    }

    boolean isChanging() {
      return history.isLoaded() && history.get().isChanging();
    }
  }

  @Get
  HttpResponse<byte[]> show(Visit visit, String session, String id) {
    return pages.part(
        visit,
        "sessions/thread.jte",
        view(visit, session, id, Question.blank(visit.parameter("model"))));
  }

  private Part<ThreadView> view(Visit visit, String session, String id, Question question) {
    var models = parts.begin(visit, () -> api.models(visit));
    var history =
        parts.begin(visit, () -> History.load(api, visit, id, SessionController.page(visit)));
    var thread = parts.begin(visit, () -> api.thread(visit, id));
    Part<Session> owner = Parts.load(visit, () -> api.get(visit, session));
    Part<SessionThread> found = thread.get();
    return owner.isLoaded()
        ? found.map(it ->
            new ThreadView(
                owner.get(),
                it,
                history.get(),
                models.get(),
                question,
                SessionViews.askRefusal(pages, visit, owner.get())))
        : new Part<>(null, owner.picture());
  }

  /** Asks and waits for the whole answer: for browsers without script. */
  @Post("/ask")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> ask(Visit visit, String session, String id, Form form) {
    String problem;
    int status = HttpStatus.BAD_REQUEST.getCode();
    try {
      problem = waited(visit, id, form);
      if (problem == null) {
        return pages.after(
            new Flash(true, "The answer is complete."), SessionViews.path(session, id));
      }
    } catch (ServiceFault e) {
      problem = e.errorOf("prompt") == null ? e.detail() : "The prompt " + e.errorOf("prompt");
      status = e.status();
    }
    Part<ThreadView> view =
        view(
            visit,
            session,
            id,
            new Question(
                form.exact("prompt"), form.exact("model"), UUID.randomUUID().toString(), problem));
    return view.isLoaded()
        ? pages.page(HttpStatus.valueOf(status), visit, "sessions/thread.jte", view.get())
        : pages.part(visit, "sessions/thread.jte", view);
  }

  /** Why there is no whole answer; null when there is one. */
  private @Nullable String waited(Visit visit, String id, Form form) {
    try (EventStream answer = question(visit, id, form)) {
      for (ServerEvent event = answer.next(); event != null; event = answer.next()) {
        if (AnswerRelay.isLast(event)) {
          return event.name().equals("done")
              ? null
              : JSON.readTree(event.data()).path("detail").asText("The model gave no answer.");
        }
      }
      return "The answer broke off. What had arrived of it is stored.";
    } catch (JsonProcessingException e) {
      return "The model gave no answer.";
    }
  }

  /** Asks and hands the answer on as it comes; {@code ask.js} reads it. */
  @Post("/stream")
  @Consumes(Form.MEDIA_TYPE)
  @Produces(MediaType.TEXT_EVENT_STREAM)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<Publisher<Event<String>>> stream(Visit visit, String session, String id, Form form) {
    return HttpResponse.<Publisher<Event<String>>>ok(relay.events(() -> question(visit, id, form)))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        // Proxies such as nginx would collect the stream.
        .header("X-Accel-Buffering", "no");
  }

  private EventStream question(Visit visit, String id, Form form) {
    return api.ask(visit, id, form.exact("prompt"), form.text("model"), form.text("key"));
  }
}
