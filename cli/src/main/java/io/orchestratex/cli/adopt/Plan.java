package io.orchestratex.cli.adopt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.discovery.Container;
import io.orchestratex.cli.discovery.Endpoint;
import io.orchestratex.cli.discovery.FoundEngine;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about an engine that was found.
 *
 * @param id of the target that it is or becomes; null when it becomes none
 * @param endpoint where services reach it; null when they do not
 * @param account who signs in; null when nobody needs to
 * @param addsBackup whether it becomes a target of backup-service
 * @param addsWatch whether it becomes a target of monitor-service
 * @param policy name of the policy to make; null when none is to be made
 * @param takesBackup whether a first backup is to be taken
 * @param why what a person should know about the state
 */
record Plan(
    FoundEngine engine,
    State state,
    @Nullable String id,
    @Nullable Endpoint endpoint,
    @Nullable Account account,
    boolean addsBackup,
    boolean addsWatch,
    @Nullable String policy,
    boolean takesBackup,
    String why) {

  /** How far an engine is. */
  enum State {
    /** It is a target, and nothing is missing. */
    TARGET("target"),
    /** It is a target, and something is missing that can be made. */
    INCOMPLETE("incomplete"),
    /** It can become a target. */
    PROPOSED("proposed"),
    /** The product cannot back it up. */
    NOT_OFFERED("not-offered"),
    /** It can be backed up, and is not reached. */
    UNREACHABLE("unreachable");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  boolean isToDo() {
    return state == State.INCOMPLETE || state == State.PROPOSED;
  }

  /** The connection string without its password. */
  String uri(Account as) {
    String user = as.user() == null ? "" : as.user() + "@";
    return engine.kind().text() + "://" + user + endpoint + as.tail();
  }

  /** For scripts; holds no password. */
  ObjectNode json() {
    ObjectNode json = Gateway.body();
    json.put("engine", engine.kind().text());
    if (engine.endpoint() != null) {
      json.put("address", engine.endpoint().toString());
    }
    json.put("seen_as", engine.seenAs()).put("state", state.text()).put("why", why);
    if (id != null) {
      json.put("target", id);
    }
    Container container = engine.container();
    if (container != null) {
      ObjectNode shown = json.putObject("container");
      shown.put("name", container.name()).put("image", container.image());
      ObjectNode environment = shown.putObject("environment");
      new TreeMap<>(container.environment()).forEach(environment::put);
    }
    if (isToDo()) {
      ObjectNode proposal = json.putObject("proposal");
      if (account != null && (addsBackup || addsWatch)) {
        proposal.put("uri", uri(account)).put("account_from", account.source());
      }
      proposal.put("add_to_backups", addsBackup).put("add_to_monitoring", addsWatch);
      if (policy != null) {
        proposal.put("policy", policy);
      }
      proposal.put("backup", takesBackup);
    }
    return json;
  }
}
