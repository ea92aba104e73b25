package io.orchestratex.cli.demo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.stack.StackCommands;
import org.bson.Document;

/** The stack of this checkout. */
final class LocalScene implements Scene {

  private final Terminal terminal;

  LocalScene(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void enter() {
    StackCommands.up(terminal);
    // The damage is done here, so nothing may be said to a gateway elsewhere (OX_GATEWAY).
    System.setProperty(Connection.GATEWAY_PROPERTY, Connection.OWN_STACK);
  }

  @Override
  public String[] login() {
    return new String[] {"login"};
  }

  @Override
  public String damageCommand() {
    return "mongosh \"$MONGODB_URI\" --eval 'db.getSiblingDB(\"orchestratex\").model_responses.deleteMany({})'";
  }

  @Override
  public void damage() {
    String uri = Connection.stack().environment().get("MONGODB_URI");
    if (uri == null) {
      throw new IllegalStateException("the stack does not tell MongoDB's address");
    }
    try (MongoClient mongo = MongoClients.create(uri)) {
      mongo.getDatabase("orchestratex").getCollection("model_responses").deleteMany(new Document());
    }
  }

  @Override
  public String hostSeenByServices() {
    return "127.0.0.1";
  }

  @Override
  public String listenHost() {
    return "127.0.0.1";
  }
}
