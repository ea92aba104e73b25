/** What people and scripts see: tables, JSON, progress. */
@NullMarked
package io.orchestratex.cli.output;

import org.jspecify.annotations.NullMarked;
