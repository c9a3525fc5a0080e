/** Colors and sizes; contrast is kept at 4.5:1 in light and dark (WCAG AA). */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: 9,
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, monospace',
});

const shades = ['red', 'orange', 'blue', 'gray', 'green', 'teal', 'cyan'];

/** Mantine's own light badges and dimmed text fall short of AA on our grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#545b63', '--mantine-color-placeholder': '#646b73', ...lightColors((shade) => `color-mix(in srgb, var(--mantine-color-${shade}-9) 82%, black)`) },
  dark: { '--mantine-color-dimmed': '#a9aeb5', '--mantine-color-placeholder': '#989ea6', ...lightColors((shade) => `var(--mantine-color-${shade}-2)`) },
});

function lightColors(colorOf: (shade: string) => string): Record<string, string> {
  return Object.fromEntries(shades.map((shade) => [`--mantine-color-${shade}-light-color`, colorOf(shade)]));
}
