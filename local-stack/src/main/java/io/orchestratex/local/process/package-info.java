/** Operating system processes that outlive the program that started them. */
@NullMarked
package io.orchestratex.local.process;

import org.jspecify.annotations.NullMarked;
