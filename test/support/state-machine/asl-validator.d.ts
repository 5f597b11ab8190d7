// The package has no types of its own.
declare module 'asl-validator' {
  export default function aslValidator(definition: object): {
    readonly isValid: boolean;
    readonly errorsText: () => string;
  };
}
