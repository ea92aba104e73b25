package io.orchestratex.backup.engine;

import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The kind of data of both sample engines. */
public abstract class LedgerContract extends BackupEngineContract {

  @TempDir protected Path folder;

  @Override
  protected Secret uri() {
    return new Secret(engine().name() + "://ann:hidden@localhost" + folder);
  }

  @Override
  protected Secret unreachable() {
    return new Secret(uri().reveal() + "/nowhere");
  }

  @Override
  protected String freshDatabase() {
    return "shop";
  }

  private Path file(String name) {
    return folder.resolve(name + ".ledger");
  }

  @Override
  protected void fill(String name) {
    Ledger ledger = new Ledger().table("empty").add("left", "0").add("right", "0");
    for (int i = 0; i < 500; i++) {
      ledger.add("orders", i + " Grüße 🌍 " + "x".repeat(i));
    }
    try {
      Ledger.write(file(name), ledger);
      Ledger.log(file(name), "orders 500 in the log\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void damage(String name) {
    try {
      Ledger ledger = Ledger.read(file(name));
      ledger.remove("orders", "3");
      ledger.drop("empty");
      Ledger.write(file(name), ledger.add("orders", "later"));
      Ledger.log(file(name), "orders 501 in the log\nnew 1\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected String picture(String name) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ledger")).toList()
          + Ledger.read(file(name)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void writePair(String name, int number) {
    try {
      Ledger.log(file(name), "left %1$d\nright %1$d\n".formatted(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected List<String> pairObjects(String name) {
    return List.of(name + ".left", name + ".right");
  }
}
