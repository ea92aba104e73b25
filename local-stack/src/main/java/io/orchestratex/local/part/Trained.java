package io.orchestratex.local.part;

import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.JavaProgram;

/** A part that is a Java program of one of our modules, with a class cache. */
public interface Trained extends Part {

  /** The program, as it is built. */
  JavaProgram program();

  /** Where its cache is kept. */
  ClassCache cache();
}
