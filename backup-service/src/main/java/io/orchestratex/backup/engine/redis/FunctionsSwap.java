package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.Move;
import java.io.IOException;
import java.util.Map;

/**
 * Puts the libraries of functions of a backup in place of those that there are, which are kept
 * beside until then.
 *
 * @param beside number of the database that holds both
 * @param hash of what is put in place
 */
record FunctionsSwap(int beside, String hash) {

  static final String KIND = "functions";

  private static final String BESIDE_NUMBER = "beside";
  private static final String HASH = "hash";

  Move move() {
    return new Move(
        KIND + " all",
        "putting the libraries of functions in place",
        Move.Phase.SWITCH,
        Map.of(BESIDE_NUMBER, Integer.toString(beside), HASH, hash));
  }

  static FunctionsSwap of(Move move) {
    return new FunctionsSwap(Integer.parseInt(move.get(BESIDE_NUMBER)), move.get(HASH));
  }

  void apply(Server server) throws IOException {
    if (isApplied(server)) {
      return;
    }
    server.select(beside);
    byte[] loaded = FunctionLibraries.loaded(server);
    byte[] now = FunctionLibraries.now(server);
    if (now != null) {
      RedisConnection connection = server.connection();
      connection.header(3);
      connection.argument(BesideLoad.word("SETNX"));
      connection.argument(BesideLoad.word(Marks.OLD_FUNCTIONS));
      connection.argument(now);
      connection.flush();
      connection.reply();
    }
    FunctionLibraries.replace(server, loaded);
  }

  void undo(Server server) throws IOException {
    server.select(beside);
    if (server.connection().call("GET", Marks.OLD_FUNCTIONS) instanceof byte[] old) {
      FunctionLibraries.replace(server, old);
      server.connection().call("DEL", Marks.OLD_FUNCTIONS);
    }
  }

  boolean isApplied(Server server) throws IOException {
    byte[] now = FunctionLibraries.now(server);
    return now != null && FunctionLibraries.fact(now).hash().equals(hash);
  }
}
