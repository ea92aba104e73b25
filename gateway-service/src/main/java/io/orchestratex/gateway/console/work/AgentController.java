package io.orchestratex.gateway.console.work;

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
import io.orchestratex.gateway.console.service.session.Agent;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Task;
import io.orchestratex.gateway.console.service.session.WorkApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One agent, its status and its tasks: {@code agent.jte}; registering one. */
@Controller(AgentSection.PATH)
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AgentController {

  private static final int TASKS = 10;

  private final WorkApi api;
  private final Owners owners;
  private final Parts parts;
  private final Pages pages;

  AgentController(WorkApi api, Owners owners, Parts parts, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.parts = parts;
    this.pages = pages;
  }

  /** What the page shows; {@code refusal} says why this person may not change it. */
  record DetailView(Agent agent, String owner, Part<Paged<Task>> tasks, @Nullable String refusal) {}

  /** What the form holds. */
  record NewView(
      String name,
      String role,
      String status,
      String capabilities,
      String metadata,
      Mistakes mistakes) {

    static NewView of(Form form, Mistakes mistakes) {
      return new NewView(
          form.exact("name"),
          form.exact("role"),
          form.exact("status"),
          form.exact("capabilities"),
          form.exact("metadata"),
          mistakes);
    }
  }

  @Get("/{id}")
  HttpResponse<byte[]> show(Visit visit, String id) {
    var names = parts.begin(visit, () -> owners.names(visit));
    var tasks =
        parts.begin(
            visit,
            () ->
                api.tasks(
                    visit, new WorkApi.TaskFilter(null, null, id, null, null, null), TASKS, 0));
    return pages.part(
        visit,
        "work/agent.jte",
        Parts.load(visit, () -> api.agent(visit, id))
            .map(agent ->
                new DetailView(
                    agent,
                    names.get().get().of(agent.ownerId()),
                    tasks.get(),
                    WorkViews.refusal(pages, visit, agent))));
  }

  @Get("/new")
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> form(Visit visit) {
    return pages.page(
        visit, "work/newagent.jte", new NewView("", "", "active", "", "", Mistakes.NONE));
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> register(Visit visit, Form form) {
    Mistakes mistakes;
    try {
      Agent agent =
          api.register(
              visit,
              new WorkApi.NewAgent(
                  Objects.requireNonNullElse(form.text("name"), ""),
                  Objects.requireNonNullElse(form.text("role"), ""),
                  form.text("status"),
                  words(form.exact("capabilities")),
                  Mistakes.object("metadata", form.text("metadata"))));
      return pages.after(
          new Flash(true, "Agent " + agent.name() + " is registered."),
          AgentSection.PATH + "/" + agent.id());
    } catch (ServiceFault e) {
      mistakes = Mistakes.of(e);
    } catch (Mistakes.NotReadable e) {
      mistakes = Mistakes.of(e);
    }
    return pages.page(
        HttpStatus.valueOf(mistakes.status()),
        visit,
        "work/newagent.jte",
        NewView.of(form, mistakes));
  }

  private static List<String> words(String typed) {
    return Arrays.stream(typed.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  @Post("/{id}/status")
  @Consumes(Form.MEDIA_TYPE)
  @RolesAllowed({Role.OPERATOR, Role.AGENT})
  HttpResponse<byte[]> change(Visit visit, String id, Form form) {
    String path = AgentSection.PATH + "/" + id;
    String status = form.exact("status");
    try {
      api.changeStatus(visit, id, status);
      return pages.after(new Flash(true, "The agent is " + status + " now."), path);
    } catch (ServiceFault e) {
      return pages.after(new Flash(false, e.detail()), path);
    }
  }
}
