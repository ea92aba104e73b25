package io.orchestratex.local.process;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a program whose own jars are not on the class path, so that the JVM records the classes of
 * the libraries alone. It stands in a jar of its own and uses nothing but the JDK.
 */
public final class TrainingRun {

  private TrainingRun() {}

  /** Takes the program's own jars as a class path, its main class and its arguments. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, MalformedURLException {
    List<URL> own = new ArrayList<>();
    for (String jar : arguments[0].split(File.pathSeparator, -1)) {
      own.add(Path.of(jar).toUri().toURL());
    }
    // Not closed: it is the program's until the JVM ends.
    ClassLoader loader =
        new URLClassLoader(own.toArray(URL[]::new), TrainingRun.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    URL logging = loader.getResource("logback.xml");
    if (logging != null) {
      // Logback looks for it beside itself only.
      System.setProperty("logback.configurationFile", logging.toString());
    }
    loader
        .loadClass(arguments[1])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
  }
}
