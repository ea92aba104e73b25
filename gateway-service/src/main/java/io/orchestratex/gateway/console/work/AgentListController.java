package io.orchestratex.gateway.console.work;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.gateway.console.frame.Csv;
import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Table;
import io.orchestratex.gateway.console.frame.Table.Column;
import io.orchestratex.gateway.console.frame.TableQuery;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.Parts;
import io.orchestratex.gateway.console.service.session.Agent;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.WorkApi;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All agents: {@code agents.jte}. */
@Controller("/console")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Hidden
class AgentListController {

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("Agent"),
          Column.of("Role"),
          Column.of("State"),
          Column.of("Can do"),
          Column.of("Owner"),
          Column.of("Registered"));

  private final WorkApi api;
  private final Owners owners;
  private final Pages pages;

  AgentListController(WorkApi api, Owners owners, Pages pages) {
    this.api = api;
    this.owners = owners;
    this.pages = pages;
  }

  /** What the page shows. */
  record ListView(
      Table table, List<Agent> agents, Owners.Names names, @Nullable String newRefusal) {}

  @Get("/agents")
  HttpResponse<byte[]> list(Visit visit) {
    Owners.Names names = owners.names(visit);
    TableQuery query = query(visit, names);
    Part<Paged<Agent>> found =
        Parts.load(visit, () -> api.agents(visit, filter(query), query.size(), query.offset()));
    List<Agent> agents = found.isLoaded() ? found.get().items() : List.of();
    long total = found.isLoaded() ? found.get().paging().total() : 0;
    String refusal = pages.refusal(visit, Role.OPERATOR, Role.AGENT);
    Table table =
        new Table(
            query,
            "agent",
            "agent",
            WorkViews.EVERY_SECONDS,
            total,
            agents.size(),
            COLUMNS,
            List.of(),
            AgentSection.PATH,
            found.isLoaded()
                ? WorkViews.empty(
                    query,
                    total,
                    "agent",
                    "An agent is a person or a program that works on tasks.",
                    refusal == null ? "Register an agent" : null)
                : found.picture());
    return pages.page(visit, "work/agents.jte", new ListView(table, agents, names, refusal));
  }

  @Get("/agents.csv")
  @Produces(Csv.MEDIA_TYPE)
  HttpResponse<byte[]> csv(Visit visit) {
    TableQuery query = query(visit, owners.names(visit));
    Csv csv =
        new Csv(
            "id", "name", "role", "state", "capabilities", "owner", "registered_at", "metadata");
    for (Agent agent :
        AllPages.of(
            WorkViews.CSV_ROWS,
            (limit, offset) -> api.agents(visit, filter(query), limit, offset))) {
      csv.row(
          agent.id(),
          agent.name(),
          agent.role(),
          agent.status(),
          String.join(" ", agent.capabilities()),
          agent.ownerId(),
          agent.createdAt(),
          agent.metadata());
    }
    return csv.response("agents.csv");
  }

  private static WorkApi.AgentFilter filter(TableQuery query) {
    return new WorkApi.AgentFilter(
        query.value("status"),
        query.value("role"),
        query.value("capability"),
        query.value("owner_id"),
        query.value("q"));
  }

  private static TableQuery query(Visit visit, Owners.Names names) {
    return TableQuery.of(
        visit,
        AgentSection.PATH,
        List.of(
            new Filter.Text("q", "Name", "contains"),
            Filter.Choice.of("status", "State", WorkViews.AGENT_STATES),
            new Filter.Text("role", "Role", "exact role"),
            new Filter.Text("capability", "Can do", "exact word"),
            names.filter("owner_id", visit.parameter("owner_id"))),
        List.of());
  }
}
