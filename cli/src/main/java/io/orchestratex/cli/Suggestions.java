package io.orchestratex.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a person probably meant who typed a word that a command does not know. */
final class Suggestions {

  private static final int MOST = 3;

  private Suggestions() {}

  /** Whole commands, such as {@code ox backup run}, the most likely first. */
  static List<String> of(CommandLine at, List<String> unknown) {
    if (unknown.isEmpty()) {
      return List.of();
    }
    String typed = unknown.getFirst();
    CommandSpec command = at.getCommandSpec();
    Set<String> all = new LinkedHashSet<>();
    if (typed.startsWith("-")) {
      List<String> names =
          command.options().stream()
              .filter(option -> !option.hidden())
              .map(OptionSpec::longestName)
              .toList();
      String name = typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
      near(name, names).forEach(option -> all.add(command.qualifiedName() + " " + option));
    } else {
      Map<String, CommandLine> verbs = at.getSubcommands();
      near(typed, verbs.keySet().stream().toList())
          .forEach(verb -> all.add(command.qualifiedName() + " " + canonical(verbs, verb)));
    }
    return all.stream().limit(MOST).toList();
  }

  private static String canonical(Map<String, CommandLine> verbs, String name) {
    CommandLine verb = verbs.get(name);
    return verb == null ? name : verb.getCommandName();
  }

  /** Those of some names that differ from a word by a few letters, the nearest first. */
  static List<String> near(String word, List<String> names) {
    List<String> all = new ArrayList<>();
    int most = Math.max(1, word.length() / 3);
    for (String name : names) {
      boolean begins = word.length() > 1 && name.startsWith(word);
      if (begins || distance(word, name) <= most) {
        all.add(name);
      }
    }
    all.sort(Comparator.comparingInt(name -> distance(word, name)));
    return all;
  }

  /** Letters to insert, delete, replace or swap with their neighbour. */
  static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        steps[i][j] = Math.min(replaced, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
      }
    }
    return steps[a.length()][b.length()];
  }
}
